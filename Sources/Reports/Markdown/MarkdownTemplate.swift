/// The report's Mustache templates. All values arrive escaped (``Markdown``), hence the triple braces throughout.
enum MarkdownTemplate {
  static let report = """
    # netproof: {{{verdict}}}

    {{{headline}}}

    {{{counts}}}
    {{#warnings}}

    > [!WARNING]
    > {{{.}}}
    {{/warnings}}
    {{#hasScenarios}}

    ## What each setting does

    | |{{#columns}} {{{name}}}<br>{{{devices}}} |{{/columns}}
    |:--|{{#columns}}:--|{{/columns}}
    | **verdict** |{{#columns}} {{{verdict}}} |{{/columns}}
    | **fit for service** |{{#columns}} {{{fitness}}} |{{/columns}}
    {{#rows}}
    | {{{title}}} |{{#cells}} {{{.}}} |{{/cells}}
    {{/rows}}

    The mark says whether the cluster behaves as the setting predicts: ✅ conforms, ❌ deviates, ⚠️ could not be
    established, ➖ does not apply. The words say what was seen; a path that fails as predicted conforms, and makes the
    setting unfit for service.

    ## Scenarios
    {{/hasScenarios}}
    {{#scenarios}}

    {{> scenario}}
    {{/scenarios}}
    {{#hasClaims}}

    ## The guide's claims

    {{{claimCounts}}} A claim never fails a run.
    {{#hasOpenClaims}}

    | scenario | the guide says | judged | seen here | why |
    |:--|:--|:--|:--|:--|
    {{#openClaims}}
    {{> claim}}
    {{/openClaims}}
    {{/hasOpenClaims}}
    {{#hasConfirmedClaims}}

    <details>
    <summary>Confirmed ({{{confirmedCount}}})</summary>

    | scenario | the guide says | judged | seen here | why |
    |:--|:--|:--|:--|:--|
    {{#confirmedClaims}}
    {{> claim}}
    {{/confirmedClaims}}

    </details>
    {{/hasConfirmedClaims}}
    {{/hasClaims}}

    {{> environment}}

    """

  static let claim = "| {{{scenario}}} | {{{statement}}} | {{{judgement}}} | {{{evidence}}} | {{{reason}}} |\n"

  static let scenario = """
    ### {{{mark}}} {{{title}}}

    {{{summary}}}; here it is {{{devices}}}.

    - Does the cluster behave as the setting predicts? **{{{verdict}}}** ({{{counts}}})
    - Is the setting fit for service? **{{{fitness}}}**
    {{#fitnessReasons}}
      - {{{.}}}
    {{/fitnessReasons}}
    {{#failure}}

    > [!WARNING]
    > The scenario could not be established: {{{.}}}
    {{/failure}}
    {{#hasFailingPaths}}

    What fails, as predicted, and why:

    | path | from | why |
    |:--|:--|:--|
    {{#failingPaths}}
    | {{{path}}} | {{{subjects}}} | {{{reason}}} |
    {{/failingPaths}}
    {{/hasFailingPaths}}
    {{#findings}}

    {{> finding}}
    {{/findings}}
    """

  static let finding = """
    #### {{{mark}}} {{{title}}}: {{{subject}}}

    {{{explanation}}}

    | | |
    |:--|:--|
    {{#rows}}
    | {{{name}}} | {{{value}}} |
    {{/rows}}
    {{#hasEvidence}}

    <details>
    <summary>Evidence ({{{evidenceCount}}})</summary>
    {{#evidence}}

    {{{origin}}}: {{{command}}}{{{status}}}

    {{{output}}}
    {{/evidence}}

    </details>
    {{/hasEvidence}}
    """

  static let environment = """
    ## Environment

    | | |
    |:--|:--|
    {{#facts}}
    | {{{name}}} | {{{value}}} |
    {{/facts}}
    {{#hasNodes}}

    | node | Kubernetes address | pod CIDR | uplinks | kubelet | kernel |
    |:--|:--|:--|:--|:--|:--|
    {{#nodes}}
    | {{{name}}} | {{{address}}} | {{{podCIDR}}} | {{{uplinks}}} | {{{kubelet}}} | {{{kernel}}} |
    {{/nodes}}
    {{/hasNodes}}
    {{#hasConfiguration}}

    <details>
    <summary>What the rules read from cilium-config</summary>

    | key | value |
    |:--|:--|
    {{#configuration}}
    | {{{name}}} | {{{value}}} |
    {{/configuration}}

    </details>
    {{/hasConfiguration}}
    {{#hasTiming}}

    ## Timing

    | scenario | phases | total |
    |:--|:--|--:|
    {{#timing}}
    | {{{name}}} | {{{phases}}} | {{{total}}} |
    {{/timing}}
    {{/hasTiming}}
    {{#hasNotes}}

    ## Notes

    {{#notes}}
    - {{{.}}}
    {{/notes}}
    {{/hasNotes}}

    ## Reproduce

    {{{reproduce}}}
    """
}
