extension HTMLTemplate {
  /// A ``TopologyDrawing`` as SVG.
  static let topology = """
    <figure>
    <div class="scroll" tabindex="0" role="region" aria-label="{{title}}">
    <svg viewBox="0 0 {{width}} {{height}}" width="{{width}}" height="{{height}}" role="img" aria-label="{{title}}">
    <desc>{{summary}}</desc>
    <g class="band internet"><rect x="16" y="{{internet.y}}" width="{{internet.width}}" height="46" rx="23"/><text x="{{internet.middle}}" y="{{internet.textY}}">{{internet.label}}</text></g>
    <g class="band tailnet"><rect x="16" y="{{tailnet.y}}" width="{{tailnet.width}}" height="46" rx="23"/><text x="{{tailnet.middle}}" y="{{tailnet.textY}}">{{tailnet.label}}</text></g>
    {{#nodes}}
    <g transform="translate({{x}} 152)"><rect class="node" width="340" height="280" rx="14"/></g>
    <text class="name" x="{{titleX}}" y="186"><title>{{fullTitle}}</title>{{title}}</text>
    <text class="address" x="{{titleX}}" y="206">{{address}}</text>
    {{#lines}}
    <g class="path {{state}}"><title>{{tip}}</title><line x1="{{x1}}" y1="{{y1}}" x2="{{x2}}" y2="{{y2}}"/></g>
    {{/lines}}
    {{#uplinks}}
    <g class="uplink{{#isSelected}} selected{{/isSelected}}"><rect x="{{x}}" y="{{y}}" width="150" height="44" rx="8"/><text class="device" x="{{middle}}" y="{{nameY}}">{{name}}</text><text class="detail" x="{{middle}}" y="{{addressY}}">{{address}}</text></g>
    {{/uplinks}}
    <g class="pod"><rect x="{{podX}}" y="230" width="150" height="44" rx="22"/><text x="{{podX}}" dx="75" y="257">{{podLabel}}</text></g>
    <g class="pod"><rect x="{{otherPodX}}" y="230" width="130" height="44" rx="22"/><text x="{{otherPodX}}" dx="65" y="257">{{otherPodLabel}}</text></g>
    {{#lines}}
    <g class="marker {{state}}"><title>{{tip}}</title><circle cx="{{markX}}" cy="{{markY}}" r="10"/><text x="{{markX}}" y="{{glyphY}}">{{glyph}}</text></g>
    <text class="label" x="{{labelX}}" y="{{labelY}}" text-anchor="{{anchor}}">{{label}}</text>
    <text class="label seen-by" x="{{labelX}}" y="{{wireY}}" text-anchor="{{anchor}}">{{wire}}</text>
    {{/lines}}
    {{#rows}}
    <g class="row {{state}}"><title>{{tip}}</title><text class="sign" x="{{glyphX}}" y="{{y}}">{{glyph}}</text><text x="{{textX}}" y="{{y}}">{{label}}</text></g>
    {{/rows}}
    {{/nodes}}
    {{#more}}
    <text class="more" x="16" y="{{moreY}}">{{.}}</text>
    {{/more}}
    </svg>
    </div>
    <figcaption>{{summary}}</figcaption>
    </figure>
    """
}
