/// A scenario's overlay on the page.
enum HTMLTailnet {
  static let template = """
    {{#warnings}}
    <p class="warning">{{.}}</p>
    {{/warnings}}
    <details class="health"{{#isWarning}} open{{/isWarning}}>
    <summary>{{tailnetHeading}}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="{{tailnetHeading}}">
    <table class="plain">
    <thead><tr><th scope="col"></th><th scope="col">{{words.pairColumn}}</th><th scope="col">{{words.overlayColumn}}</th><th scope="col">{{words.wayColumn}}</th><th scope="col">{{words.endpointColumn}}</th><th scope="col">{{words.returnColumn}}</th><th scope="col">{{words.roundTrip}}</th><th scope="col">{{words.sourceColumn}}</th></tr></thead>
    <tbody>
    {{#rows}}
    <tr><td>{{mark}}</td><th scope="row">{{pair}}</th><td>{{overlay}}</td><td>{{way}}</td><td>{{endpoint}}</td><td>{{returnEndpoint}}</td><td>{{trip}}</td><td>{{source}}</td></tr>
    {{/rows}}
    </tbody>
    </table>
    </div>
    {{#more}}
    <p class="small">{{.}}</p>
    {{/more}}
    {{#stun}}
    <p class="small">{{.}}</p>
    {{/stun}}
    {{#remedies}}
    <p class="small">{{.}}</p>
    {{/remedies}}
    </details>
    """
}
