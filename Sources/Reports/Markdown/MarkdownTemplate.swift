/// The report's Mustache templates. All values arrive escaped (``Markdown``), hence the triple braces throughout.
enum MarkdownTemplate {
  static let report = """
    # {{{title}}}

    {{{headline}}}

    {{{counts}}}
    {{#warnings}}

    > [!WARNING]
    > {{{.}}}
    {{/warnings}}
    {{#remarks}}

    > [!NOTE]
    > {{{.}}}
    {{/remarks}}
    {{#hasTroubles}}

    ## {{{words.trouble}}}

    {{#troubles}}
    - {{{.}}}
    {{/troubles}}
    {{/hasTroubles}}
    {{#hasScenarios}}

    ## {{{words.whatEachSettingDoes}}}

    | |{{#columns}} {{{name}}}<br>{{{devices}}} |{{/columns}}
    |:--|{{#columns}}:--|{{/columns}}
    | **{{{words.verdict}}}** |{{#columns}} {{{verdict}}} |{{/columns}}
    | **{{{words.fitForService}}}** |{{#columns}} {{{fitness}}} |{{/columns}}
    {{#rows}}
    | {{{title}}} |{{#cells}} {{{.}}} |{{/cells}}
    {{/rows}}

    {{{words.matrixLegend}}}

    ## {{{words.scenarios}}}
    {{/hasScenarios}}
    {{#scenarios}}

    {{> scenario}}
    {{/scenarios}}
    {{#hasClaims}}

    ## {{{words.claims}}}

    {{{claimCounts}}} {{{words.claimsNeverFail}}}
    {{#hasOpenClaims}}

    | {{{words.scenario}}} | {{{words.guideSays}}} | {{{words.judged}}} | {{{words.seenHere}}} | {{{words.why}}} |
    |:--|:--|:--|:--|:--|
    {{#openClaims}}
    {{> claim}}
    {{/openClaims}}
    {{/hasOpenClaims}}
    {{#hasConfirmedClaims}}

    <details>
    <summary>{{{confirmedFold}}}</summary>

    | {{{words.scenario}}} | {{{words.guideSays}}} | {{{words.judged}}} | {{{words.seenHere}}} | {{{words.why}}} |
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

    {{{here}}}

    - {{{words.behavesAsPredicted}}} **{{{verdict}}}** ({{{counts}}})
    - {{{words.isFit}}} **{{{fitness}}}**
    {{#fitnessReasons}}
      - {{{.}}}
    {{/fitnessReasons}}
    {{#failure}}

    > [!WARNING]
    > {{{.}}}
    {{/failure}}
    {{#hasFailingPaths}}

    {{{words.failsAsPredicted}}}

    | {{{words.path}}} | {{{words.from}}} | {{{words.why}}} |
    |:--|:--|:--|
    {{#failingPaths}}
    | {{{path}}} | {{{subjects}}} | {{{reason}}} |
    {{/failingPaths}}
    {{/hasFailingPaths}}
    {{#findings}}

    {{> finding}}
    {{/findings}}
    {{#health}}

    {{> health}}
    {{/health}}
    {{#tailnet}}

    {{> tailnet}}
    {{/tailnet}}
    {{#hasTables}}

    <details>
    <summary>{{{words.tables}}}</summary>

    {{#tables}}
    - {{{.}}}
    {{/tables}}

    </details>
    {{/hasTables}}
    {{#hasPaths}}

    <details>
    <summary>{{{pathFold}}}</summary>

    | {{{words.path}}} | {{{words.from}}} | {{{pathProof}}} |
    |:--|:--|:--|
    {{#paths}}
    | {{{path}}} | {{{subject}}} | {{{proof}}} |
    {{/paths}}

    </details>
    {{/hasPaths}}
    """

  static let finding = """
    #### {{{mark}}} {{{title}}}

    {{#rows}}
    - **{{{name}}}**: {{{value}}}
    {{/rows}}

    | {{{words.path}}} | {{{words.from}}} | {{{words.expected}}} | {{{words.observed}}} | {{{words.because}}} |
    |:--|:--|:--|:--|:--|
    {{#cases}}
    | {{{path}}} | {{{subject}}} | {{{expected}}} | {{{observed}}} | {{{because}}} |
    {{/cases}}
    {{#more}}

    {{{.}}}
    {{/more}}
    {{#hasEvidence}}

    <details>
    <summary>{{{evidenceFold}}}</summary>
    {{#evidence}}

    {{{heading}}}

    {{{output}}}
    {{/evidence}}

    </details>
    {{/hasEvidence}}
    """

  static let environment = """
    ## {{{words.environment}}}

    | | |
    |:--|:--|
    {{#facts}}
    | {{{name}}} | {{{value}}} |
    {{/facts}}
    {{#hasNodes}}

    | {{{words.node}}} | {{{words.address}}} | {{{words.podCIDR}}} | {{{words.uplinks}}} | kubelet | {{{words.kernel}}} |
    |:--|:--|:--|:--|:--|:--|
    {{#nodes}}
    | {{{name}}} | {{{address}}} | {{{podCIDR}}} | {{{uplinks}}} | {{{kubelet}}} | {{{kernel}}} |
    {{/nodes}}
    {{/hasNodes}}
    {{#hasConfiguration}}

    <details>
    <summary>{{{words.configurationFold}}}</summary>

    | | |
    |:--|:--|
    {{#configuration}}
    | {{{name}}} | {{{value}}} |
    {{/configuration}}

    </details>
    {{/hasConfiguration}}
    {{#hasTiming}}

    ## {{{words.timing}}}

    | {{{words.scenario}}} | {{{words.phases}}} | {{{words.total}}} |
    |:--|:--|--:|
    {{#timing}}
    | {{{name}}} | {{{phases}}} | {{{total}}} |
    {{/timing}}
    {{/hasTiming}}
    {{#hasNotes}}

    ## {{{words.notes}}}

    {{#notes}}
    - {{{.}}}
    {{/notes}}
    {{/hasNotes}}

    ## {{{words.reproduce}}}

    {{{reproduce}}}
    """
}
