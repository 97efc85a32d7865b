/// The page's style sheet: both themes, print, and nothing that is loaded.
enum HTMLStyle {
  private static let light = """
    --bg:#f6f7f9;--panel:#fff;--ink:#1b2330;--muted:#566173;--line:#d8dee7;--head:#eef1f5;--link:#1d4fa8;
    --works:#146c3f;--works-bg:#e4f4ea;--predicted:#8a4b00;--predicted-bg:#fdf0dc;--deviates:#b0201a;
    --deviates-bg:#fde7e5;--inconclusive:#5b3fa8;--inconclusive-bg:#eee9fb;--na:#5f6b7a;--na-bg:#eef0f3;
    """

  private static let dark = """
    --bg:#0f1319;--panel:#181e27;--ink:#e5eaf1;--muted:#a3afbf;--line:#313b49;--head:#202834;--link:#8fb8ff;
    --works:#6fd6a0;--works-bg:#13301f;--predicted:#ffc278;--predicted-bg:#37260e;--deviates:#ff9389;
    --deviates-bg:#3c1917;--inconclusive:#c6b5ff;--inconclusive-bg:#2a2346;--na:#a0abba;--na-bg:#232b36;
    """

  /// The whole sheet.
  static let css = """
    :root{\(light)color-scheme:light}
    @media (prefers-color-scheme:dark){:root{\(dark)color-scheme:dark}}
    :root:has(#theme-light:checked){\(light)color-scheme:light}
    :root:has(#theme-dark:checked){\(dark)color-scheme:dark}
    \(base)
    \(tables)
    \(cases)
    \(drawing)
    \(print)
    """

  private static let base = """
    *{box-sizing:border-box}
    html{scroll-behavior:smooth;scroll-padding-top:1rem}
    @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
    body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans CJK KR","Noto Sans KR","Apple SD Gothic Neo","Malgun Gothic",sans-serif;word-break:keep-all;overflow-wrap:break-word}
    code,pre,.device{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Noto Sans Mono",monospace}
    code{font-size:.88em;background:var(--head);border-radius:4px;padding:.1em .35em}
    a{color:var(--link)}
    :focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}
    .skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--panel);padding:.5rem 1rem;z-index:9}
    header,main,footer{max-width:1180px;margin:0 auto;padding:0 1.25rem}
    header{padding-top:1.75rem;padding-bottom:.5rem}
    h1{font-size:2rem;line-height:1.2;margin:.2rem 0 .6rem;text-wrap:balance}
    h2{font-size:1.35rem;line-height:1.3;margin:0 0 .6rem}
    h3{font-size:1.05rem;margin:1.4rem 0 .5rem}
    h4{font-size:1rem;margin:0 0 .3rem}
    p{margin:.3rem 0 .7rem}
    section{background:var(--panel);border:1px solid var(--line);border-radius:14px;padding:1.35rem 1.5rem;margin:1.2rem 0}
    footer{color:var(--muted);font-size:.85rem;padding-bottom:2.5rem}
    .theme{float:right;border:1px solid var(--line);border-radius:999px;padding:.1rem .8rem;margin:0 0 .5rem 1rem;font-size:.82rem;color:var(--muted);background:var(--panel)}
    .theme legend{position:absolute;left:-999rem}.theme label{margin-left:.55rem}.theme input{margin:0 .3rem 0 0;vertical-align:-1px}
    .works{--c:var(--works);--b:var(--works-bg)}.predicted{--c:var(--predicted);--b:var(--predicted-bg)}
    .deviates{--c:var(--deviates);--b:var(--deviates-bg)}.inconclusive{--c:var(--inconclusive);--b:var(--inconclusive-bg)}
    .na{--c:var(--na);--b:var(--na-bg)}
    .mark,.glyph{color:var(--c);font-weight:700}
    .mark{display:inline-flex;align-items:center;justify-content:center;width:1.55em;height:1.55em;border-radius:50%;background:var(--b);font-size:.82em}
    .chip{display:inline-block;color:var(--c);background:var(--b);border-radius:999px;padding:.1rem .7rem;font-weight:600;font-size:.9em;white-space:nowrap}
    .counts,.legend,.reasons{list-style:none;padding:0;margin:.8rem 0 0;display:flex;flex-wrap:wrap;gap:.5rem}
    .counts li{background:var(--b);color:var(--c);border-radius:10px;padding:.35rem .9rem}.counts b{font-size:1.25em;margin-right:.2em}
    .legend{font-size:.86rem;color:var(--muted);gap:.3rem 1.2rem}
    .reasons{display:block;margin:0 0 .6rem;padding-left:1.2rem;list-style:disc}.reasons:empty{display:none}
    .warning{border-left:5px solid var(--inconclusive);background:var(--inconclusive-bg);padding:.6rem 1rem;border-radius:6px}
    .small{font-size:.88rem}
    .troubles{background:var(--panel);border:1px solid var(--line);border-radius:14px;padding:1rem 1.5rem;margin-top:1.1rem}
    .troubles h2{font-size:1.1rem;margin:0 0 .5rem}
    .troubles ul{list-style:none;margin:0;padding:0}.troubles li{border-left:4px solid var(--c);padding:.1rem 0 .1rem .9rem;margin:.6rem 0}
    .troubles p{margin:.15rem 0}.troubles .remedy{font-weight:600}
    """

  private static let tables = """
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
    th,td{padding:.42rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
    thead th{background:var(--head);font-weight:600}
    tbody th{font-weight:500}
    .plain td div+div{margin-top:.2rem}
    .matrix th:first-child{position:sticky;left:0;background:var(--panel);min-width:13rem;max-width:19rem;z-index:1}
    .matrix thead th,.matrix thead th:first-child{background:var(--head)}
    .matrix thead th a{display:block}.matrix thead code{font-weight:400;background:none;padding:0;color:var(--muted)}
    .matrix .answer th,.matrix .answer td{background:var(--head)}
    .matrix .area th,.matrix .area th:first-child{background:var(--panel);color:var(--muted);font-weight:600;font-size:.82rem;padding-top:1rem;border-bottom:2px solid var(--line);max-width:none}
    .matrix td{min-width:8.5rem}
    .matrix tbody td[class]{padding:0}
    .matrix td a{display:block;height:100%;padding:.42rem .7rem;color:inherit;text-decoration:none}
    .matrix td a:hover{background:var(--b)}
    .matrix .predicted,.matrix .deviates,.matrix .inconclusive{background:var(--b)}
    .matrix .chip{background:var(--b)}
    .matrix .deviates a{font-weight:600}
    .matrix .na a{color:var(--muted)}
    dl{margin:.3rem 0}dt{color:var(--muted);font-size:.88rem}dd{margin:0 0 .5rem}
    .answers{display:flex;flex-wrap:wrap;gap:.4rem 2.5rem;margin-bottom:.8rem}.answers dd{margin:.15rem 0}
    .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.2rem 1.5rem}
    .phase{white-space:nowrap;margin-right:.7rem}
    """

  private static let cases = """
    details{margin:.4rem 0}
    summary{cursor:pointer;padding:.25rem 0;color:var(--link)}
    .all{margin-top:1rem}.all>summary{font-weight:600}
    .aspect{border-top:1px solid var(--line);margin:0}.aspect>summary{color:var(--ink);padding:.5rem .2rem}
    .aspect:has(>:target){background:var(--head)}
    .seen{color:var(--muted);margin-left:.6rem;font-size:.9rem}
    .question{color:var(--muted);margin:.1rem 0 .7rem 1.4rem;scroll-margin-top:3.5rem}
    .case{border-left:4px solid var(--c);background:color-mix(in srgb,var(--b) 45%,var(--panel));border-radius:0 8px 8px 0;padding:.6rem 1rem;margin:.5rem 0}
    .case dl,.finding>dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0}
    .case dd,.finding dd{margin:0}
    .of{color:var(--muted);font-weight:400;margin-left:.5rem}
    .why,.source{display:block;font-size:.88rem;color:var(--muted)}.source{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.78rem}
    .finding{border:1px solid var(--c);border-radius:12px;padding:.3rem 1.2rem 1rem;margin:1.1rem 0}
    .finding h3{color:var(--c);margin:.7rem 0 .4rem}
    .finding .remedy{font-weight:600}
    .finding>dl{margin-bottom:.8rem}
    .origin{margin:.6rem 0 .2rem;font-size:.86rem;color:var(--muted)}
    .flow{margin:.6rem 0 0;font-size:.9rem}.wire{margin:.3rem 0 .6rem;font-size:.84rem}
    pre{background:var(--head);border:1px solid var(--line);border-radius:8px;padding:.7rem .9rem;margin:.2rem 0 .6rem;overflow:auto;max-height:26rem;font-size:.8rem;line-height:1.45;white-space:pre-wrap}
    .more{color:var(--muted);font-style:italic}
    """

  private static let drawing = """
    figure{margin:1rem 0}
    figcaption{color:var(--muted);font-size:.86rem;margin-top:.3rem}
    svg{display:block;max-width:none;min-width:40rem;margin:0 auto;font-size:13px}
    svg text{fill:var(--ink)}
    .band rect{fill:var(--head);stroke:var(--line)}.band text{text-anchor:middle;fill:var(--muted);font-size:15px;font-weight:600}
    .tailnet rect{stroke-dasharray:7 5;stroke:var(--muted)}
    .node{fill:var(--panel);stroke:var(--muted);stroke-width:1.5}
    .name{font-weight:700;font-size:14px}.address{font-size:12px}svg .address,.detail{fill:var(--muted)}
    .uplink rect{fill:var(--panel);stroke:var(--muted);stroke-width:1.5;stroke-dasharray:4 3}
    .uplink.selected rect{fill:var(--head);stroke:var(--ink);stroke-width:2;stroke-dasharray:none}
    .uplink text,.pod text{text-anchor:middle}.device{font-weight:700}.detail{font-size:11px}
    .pod rect{fill:var(--head);stroke:var(--muted)}
    .path line{stroke:var(--c);stroke-width:4;stroke-linecap:round}
    .path.predicted line{stroke-dasharray:2 8}.path.deviates line{stroke-dasharray:10 7}.path.inconclusive line{stroke-dasharray:3 7;stroke-width:3}.path.na line{stroke-width:2;stroke-dasharray:2 6}
    .marker circle{fill:var(--b);stroke:var(--c);stroke-width:2}.marker text{fill:var(--c);text-anchor:middle;font-weight:700;font-size:12px}
    .label{font-size:12px;paint-order:stroke;stroke:var(--panel);stroke-width:4px}.seen-by{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:10px;fill:var(--muted)}.row text{font-size:12.5px}.row .sign{fill:var(--c);font-weight:700;text-anchor:middle}
    svg .more{fill:var(--muted)}
    """

  private static let print = """
    @media print{
    :root,:root:has(#theme-dark:checked),:root:has(#theme-auto:checked){\(light)color-scheme:light}
    body{background:#fff;font-size:11pt}
    .theme,.skip{display:none}
    header,main,footer{max-width:none;padding:0}
    section{border:0;padding:0;margin:0 0 1.2rem}
    .scroll{overflow:visible}
    table{font-size:8.5pt}.matrix td{min-width:0}.matrix th:first-child{position:static;min-width:0}
    svg{max-width:100%;height:auto}
    pre{max-height:none;overflow:visible}
    h2,h3,h4{break-after:avoid}tr,.case>dl,figure{break-inside:avoid}
    *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
    .finding details:not([open])::details-content{content-visibility:visible}
    a{color:inherit;text-decoration:none}
    }
    """
}
