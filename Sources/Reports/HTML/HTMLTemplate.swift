/// The page's Mustache templates. Every value is escaped by Mustache; only the style sheet, which is ours, is not.
enum HTMLTemplate {
  static let page = """
    <!DOCTYPE html>
    <html lang="{{language}}">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{{title}}</title>
    <style>
    {{{style}}}
    </style>
    </head>
    <body>
    <a class="skip" href="#matrix">{{words.skip}}</a>
    <header class="{{state}}">
    <fieldset class="theme">
    <legend>{{words.theme}}</legend>
    <label><input type="radio" name="theme" id="theme-auto" checked>{{words.themeAuto}}</label>
    <label><input type="radio" name="theme" id="theme-light">{{words.themeLight}}</label>
    <label><input type="radio" name="theme" id="theme-dark">{{words.themeDark}}</label>
    </fieldset>
    <h1><span class="mark" aria-hidden="true">{{glyph}}</span> netproof: {{verdict}}</h1>
    <p>{{headline}}</p>
    {{#warning}}
    <p class="warning" role="alert">{{.}}</p>
    {{/warning}}
    <ul class="counts">
    {{#counts}}
    <li class="{{state}}"><b>{{number}}</b> {{text}}</li>
    {{/counts}}
    </ul>
    {{#hasTroubles}}
    <div class="troubles">
    <h2>{{words.trouble}}</h2>
    <ul>
    {{#troubles}}
    <li class="{{state}}"><a href="#{{target}}"><span class="glyph" aria-hidden="true">{{glyph}}</span> <code>{{code}}</code> {{scenario}}, {{count}}</a><p>{{#cause}}{{> span}}{{/cause}}</p><p class="remedy">→ {{#remedy}}{{> span}}{{/remedy}}</p></li>
    {{/troubles}}
    </ul>
    </div>
    {{/hasTroubles}}
    </header>
    <main>
    {{#hasScenarios}}
    {{> matrix}}
    {{/hasScenarios}}
    {{#scenarios}}
    {{> scenario}}
    {{/scenarios}}
    {{#hasClaims}}
    <section id="claims">
    <h2>{{words.claims}}</h2>
    <p>{{claimCounts}}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="{{words.claims}}">
    <table class="plain">
    <thead><tr><th scope="col">{{words.scenario}}</th><th scope="col">{{words.guideSays}}</th><th scope="col">{{words.judged}}</th><th scope="col">{{words.seenHere}}</th><th scope="col">{{words.why}}</th></tr></thead>
    <tbody>
    {{#claims}}
    <tr><td>{{scenario}}</td><td>{{statement}}</td><td><span class="chip {{state}}">{{judgement}}</span></td><td class="small">{{#evidence}}<div>{{.}}</div>{{/evidence}}</td><td class="small">{{reason}}</td></tr>
    {{/claims}}
    </tbody>
    </table>
    </div>
    </section>
    {{/hasClaims}}
    {{> environment}}
    </main>
    <footer><p>{{footer}}</p></footer>
    </body>
    </html>
    """

  static let matrix = """
    <section id="matrix">
    <h2>{{words.whatEachSettingDoes}}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="{{words.whatEachSettingDoes}}">
    <table class="matrix">
    <thead>
    <tr><th scope="col">{{words.aspect}}</th>{{#columns}}<th scope="col"><a href="#{{id}}">{{name}}</a><code>{{devices}}</code></th>{{/columns}}</tr>
    <tr class="answer"><th scope="row">{{words.verdict}}</th>{{#columns}}<td><span class="chip {{state}}">{{glyph}} {{verdict}}</span></td>{{/columns}}</tr>
    <tr class="answer"><th scope="row">{{words.fitForService}}</th>{{#columns}}<td><span class="chip {{fitnessState}}">{{fitness}}</span></td>{{/columns}}</tr>
    </thead>
    {{#areas}}
    <tbody>
    <tr class="area"><th colspan="{{span}}" scope="colgroup">{{title}}</th></tr>
    {{#rows}}
    <tr><th scope="row" title="{{question}}">{{title}}</th>{{#cells}}<td class="{{state}}">{{^isEmpty}}<a href="#{{target}}" title="{{tip}}"><span class="glyph">{{glyph}}</span> {{text}}</a>{{/isEmpty}}</td>{{/cells}}</tr>
    {{/rows}}
    </tbody>
    {{/areas}}
    </table>
    </div>
    <ul class="legend">
    {{#legend}}
    <li class="{{state}}"><span class="glyph">{{glyph}}</span> {{text}}</li>
    {{/legend}}
    </ul>
    </section>
    """

  static let scenario = """
    <section id="{{id}}" class="scenario">
    <h2><span class="mark {{state}}" aria-hidden="true">{{glyph}}</span> {{title}} <code>{{name}}</code></h2>
    <p>{{here}}</p>
    <dl class="answers">
    <div><dt>{{words.behavesAsPredicted}}</dt><dd><span class="chip {{state}}">{{verdict}}</span></dd></div>
    <div><dt>{{words.isFit}}</dt><dd><span class="chip {{fitnessState}}">{{fitness}}</span></dd></div>
    </dl>
    {{#failure}}
    <p class="warning">{{.}}</p>
    {{/failure}}
    <ul class="reasons">
    {{#fitnessReasons}}
    <li>{{.}}</li>
    {{/fitnessReasons}}
    </ul>
    {{#topology}}
    {{> topology}}
    {{/topology}}
    {{#hasFailingPaths}}
    <h3>{{words.failsAsPredicted}}</h3>
    <div class="scroll" tabindex="0" role="region" aria-label="{{words.failsAsPredicted}}">
    <table class="plain">
    <thead><tr><th scope="col">{{words.path}}</th><th scope="col">{{words.from}}</th><th scope="col">{{words.why}}</th></tr></thead>
    <tbody>
    {{#failingPaths}}
    <tr><td><span class="glyph predicted">▽</span> {{path}}</td><td>{{#subjects}}<div>{{.}}</div>{{/subjects}}</td><td>{{reason}}</td></tr>
    {{/failingPaths}}
    </tbody>
    </table>
    </div>
    {{/hasFailingPaths}}
    {{#findings}}
    <article class="finding {{state}}" id="{{id}}">
    <h3><span aria-hidden="true">{{glyph}}</span> <code>{{code}}</code> {{count}}</h3>
    <dl>
    {{#causes}}
    <dt>{{words.cause}}</dt><dd>{{#spans}}{{> span}}{{/spans}}</dd>
    {{/causes}}
    {{#hasRemedy}}
    <dt>{{words.remedy}}</dt><dd class="remedy">{{#remedy}}{{> span}}{{/remedy}}</dd>
    {{/hasRemedy}}
    {{#hasCommands}}
    <dt>{{words.command}}</dt><dd>{{#commands}}<div><code>{{.}}</code></div>{{/commands}}</dd>
    {{/hasCommands}}
    {{#hasShownBy}}
    <dt>{{words.shownBy}}</dt><dd>{{shownBy}}</dd>
    {{/hasShownBy}}
    {{#hasFindingPage}}
    <dt>{{words.page}}</dt><dd><code>{{findingPage}}</code></dd>
    {{/hasFindingPage}}
    </dl>
    {{#cases}}
    {{> case}}
    {{/cases}}
    {{#more}}
    <p class="more">{{.}}</p>
    {{/more}}
    </article>
    {{/findings}}
    {{#health}}
    {{> health}}
    {{/health}}
    {{#tailnet}}
    {{> tailnet}}
    {{/tailnet}}
    {{#hasTables}}
    <details class="health">
    <summary>{{words.tables}}</summary>
    <ul>
    {{#tables}}
    <li>{{.}}</li>
    {{/tables}}
    </ul>
    </details>
    {{/hasTables}}
    <details class="all">
    <summary>{{words.everyCase}}</summary>
    {{#aspects}}
    <details class="aspect">
    <summary><span class="glyph {{state}}">{{glyph}}</span> {{title}} <span class="seen">{{text}}</span></summary>
    <p class="question" id="{{id}}">{{question}}</p>
    {{#cases}}
    {{> case}}
    {{/cases}}
    {{#more}}
    <p class="more">{{.}}</p>
    {{/more}}
    </details>
    {{/aspects}}
    </details>
    </section>
    """

  static let span = "{{#spanCode}}<code>{{.}}</code>{{/spanCode}}{{#spanText}}{{.}}{{/spanText}}"

  static let singleCase = """
    <div class="case {{state}}">
    <h4><span class="glyph">{{glyph}}</span> {{subject}} <span class="of">{{aspect}}</span></h4>
    <dl>
    <dt>{{words.expected}}</dt><dd>{{expected}}{{#because}}<span class="why">{{.}}</span>{{/because}}{{#source}}<span class="source">{{.}}</span>{{/source}}</dd>
    <dt>{{words.observed}}</dt><dd>{{observed}}{{#remarks}}<span class="why">{{.}}</span>{{/remarks}}</dd>
    {{#packets}}
    <dt>{{words.packets}}</dt><dd><span class="glyph {{proofState}}">{{proofGlyph}}</span> {{proof}}{{#objections}}<span class="why">{{.}}</span>{{/objections}}</dd>
    {{/packets}}
    </dl>
    {{#hasEvidence}}
    <details>
    <summary>{{evidenceFold}}</summary>
    {{#packets}}
    {{> packets}}
    {{/packets}}
    {{#evidence}}
    <p class="origin">{{origin}}: <code>{{command}}</code>{{status}}</p>
    <pre tabindex="0">{{output}}</pre>
    {{/evidence}}
    </details>
    {{/hasEvidence}}
    </div>
    """

  static let packets = """
    {{#flows}}
    <p class="flow">{{statement}}</p>
    <p class="why">{{words.rule}}: {{flowRule}}</p>
    {{#hasSightings}}
    <div class="scroll" tabindex="0" role="region" aria-label="{{words.wire}}">
    <table class="plain wire">
    <thead><tr><th scope="col">{{words.node}}</th><th scope="col">{{words.device}}</th><th scope="col">{{words.way}}</th><th scope="col">{{words.wire}}</th><th scope="col">{{words.count}}</th></tr></thead>
    <tbody>
    {{#sightings}}
    <tr><td>{{node}}</td><td><code>{{device}}</code></td><td>{{way}}</td><td>{{wire}}</td><td>{{number}}</td></tr>
    {{/sightings}}
    </tbody>
    </table>
    </div>
    {{/hasSightings}}
    {{/flows}}
    """

  static let environment = """
    <section id="environment">
    <h2>{{words.environment}}</h2>
    <dl class="facts">
    {{#facts}}
    <div><dt>{{name}}</dt><dd>{{value}}</dd></div>
    {{/facts}}
    </dl>
    {{#hasNodes}}
    <details{{^manyNodes}} open{{/manyNodes}}>
    <summary>{{nodesFold}}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="{{nodesFold}}">
    <table class="plain">
    <thead><tr><th scope="col">{{words.node}}</th><th scope="col">{{words.address}}</th><th scope="col">{{words.podCIDR}}</th><th scope="col">{{words.uplinks}}</th><th scope="col">kubelet</th><th scope="col">{{words.kernel}}</th></tr></thead>
    <tbody>
    {{#nodes}}
    <tr><td>{{name}}</td><td>{{address}}</td><td>{{podCIDR}}</td><td>{{#uplinks}}<div><code>{{name}}</code>{{value}}</div>{{/uplinks}}</td><td>{{kubelet}}</td><td>{{kernel}}</td></tr>
    {{/nodes}}
    </tbody>
    </table>
    </div>
    </details>
    {{/hasNodes}}
    {{#hasConfiguration}}
    <details>
    <summary>{{words.configurationFold}}</summary>
    <table class="plain">
    <tbody>
    {{#configuration}}
    <tr><th scope="row"><code>{{name}}</code></th><td><code>{{value}}</code></td></tr>
    {{/configuration}}
    </tbody>
    </table>
    </details>
    {{/hasConfiguration}}
    {{#hasScenarios}}
    <details>
    <summary>{{words.timing}}</summary>
    <table class="plain">
    <thead><tr><th scope="col">{{words.scenario}}</th><th scope="col">{{words.phases}}</th><th scope="col">{{words.total}}</th></tr></thead>
    <tbody>
    {{#timing}}
    <tr><td>{{name}}</td><td>{{#phases}}<span class="phase">{{name}} <b>{{value}}</b></span> {{/phases}}</td><td>{{total}}</td></tr>
    {{/timing}}
    </tbody>
    </table>
    </details>
    {{/hasScenarios}}
    {{#hasNotes}}
    <h3>{{words.notes}}</h3>
    <ul>
    {{#notes}}
    <li>{{.}}</li>
    {{/notes}}
    </ul>
    {{/hasNotes}}
    <h3>{{words.reproduce}}</h3>
    <pre tabindex="0">{{reproduce}}</pre>
    </section>
    """
}
