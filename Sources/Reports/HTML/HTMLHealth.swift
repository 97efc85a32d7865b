/// A scenario's health on the page.
enum HTMLHealth {
  static let template = """
    {{#warnings}}
    <p class="warning">{{.}}</p>
    {{/warnings}}
    <details class="health"{{#isWarning}} open{{/isWarning}}>
    <summary>{{heading}}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="{{heading}}">
    <table class="plain">
    <thead><tr><th scope="col"></th><th scope="col">{{words.measure}}</th><th scope="col">{{words.worst}}</th><th scope="col">{{words.threshold}}</th><th scope="col">{{words.place}}</th></tr></thead>
    <tbody>
    {{#rows}}
    <tr><td>{{mark}}</td><th scope="row">{{measure}}</th><td>{{worst}}</td><td>{{range}}</td><td>{{place}}</td></tr>
    {{/rows}}
    </tbody>
    </table>
    </div>
    {{#remarks}}
    <p class="small">{{.}}</p>
    {{/remarks}}
    </details>
    """
}
