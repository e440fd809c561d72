namespace ShapeGen.Tool.Explaining;

/// <summary>The page's style sheet. It has no characters that XML encodes, because a browser does not decode them in a style.</summary>
internal static class PageStyle
{
    public const string Text = """

        :root {
          color-scheme: light dark;
          --page: #fbfbfa; --card: #ffffff; --ink: #1d1f24; --soft: #5b6170; --line: #dcdee4; --faint: #eef0f3; --accent: #2f5fd0;
          --h0: #c9dcff; --h1: #ffd9bf; --h2: #cdeccf; --h3: #ead3f7; --h4: #fbe7a6; --h5: #bfeaea; --h6: #f9cfdc; --h7: #d9dde6;
          --q: #c9dcff; --k: #ffd9bf; --v: #cdeccf; --s: #ead3f7; --c: #bfeaea;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #14161a; --card: #1c1f25; --ink: #e8eaee; --soft: #a2a9b8; --line: #363b46; --faint: #262a32; --accent: #86aaff;
            --h0: #2d4a86; --h1: #7c4620; --h2: #2b633a; --h3: #5f3a78; --h4: #6b5613; --h5: #1f6264; --h6: #7a3550; --h7: #454b58;
            --q: #2d4a86; --k: #7c4620; --v: #2b633a; --s: #5f3a78; --c: #1f6264;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
        header, main, footer { max-width: 1180px; margin: 0 auto; padding: 0 24px; }
        header { padding-top: 40px; }
        h1 { margin: 0 0 4px; font-size: 2rem; line-height: 1.2; overflow-wrap: anywhere; }
        h2 { margin: 0 0 6px; font-size: 1.35rem; }
        h3 { margin: 22px 0 8px; font-size: 1.05rem; }
        .about { margin: 0 0 16px; max-width: 82ch; color: var(--soft); }
        .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(128px, 1fr)); gap: 10px; margin: 20px 0; }
        .facts div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 10px 12px; min-width: 0; display: flex; flex-direction: column; justify-content: space-between; }
        .facts dt { color: var(--soft); font-size: 0.76rem; }
        .facts dd { margin: 0; font-size: 1rem; font-weight: 600; overflow-wrap: anywhere; }
        nav { display: flex; flex-wrap: wrap; gap: 4px 18px; padding-bottom: 8px; }
        a { color: var(--accent); }
        section { background: var(--card); border: 1px solid var(--line); border-radius: 14px; margin: 22px 0; padding: 22px 24px; }
        footer { color: var(--soft); font-size: 0.85rem; padding-bottom: 40px; }
        .scroll { overflow-x: auto; }
        code, pre, .mono, .tiny, .small { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; }
        pre { margin: 0; font-size: 0.85rem; line-height: 1.5; }
        table { border-collapse: collapse; width: 100%; min-width: 820px; font-size: 0.88rem; }
        th, td { text-align: left; vertical-align: top; padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); }
        th { color: var(--soft); font-weight: 600; white-space: nowrap; }
        tbody tr:last-child td { border-bottom: 0; }
        td code { font-size: 0.82rem; overflow-wrap: anywhere; }
        td .whole { white-space: nowrap; }
        .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        .number + :not(.number) { padding-left: 12px; }
        .bar { display: flex; align-items: center; gap: 8px; min-width: 132px; }
        .track { flex: 1; height: 8px; background: var(--faint); border-radius: 4px; overflow: hidden; }
        .fill { display: block; height: 100%; background: var(--accent); border-radius: 4px; }
        .percent { width: 3.6em; text-align: right; font-size: 0.8rem; color: var(--soft); font-variant-numeric: tabular-nums; white-space: nowrap; }
        .swatch { display: inline-block; width: 14px; height: 14px; border-radius: 3px; margin-top: 3px; border: 1px solid var(--line); }
        svg { display: block; max-width: none; margin: 0 auto; }
        svg text { fill: var(--ink); font-family: system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; font-size: 13px; }
        svg text.mono, svg text.tiny, svg text.small { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; }
        svg text.mono { font-size: 12px; }
        svg text.small { font-size: 11px; fill: var(--soft); }
        svg text.tiny { font-size: 11px; fill: var(--soft); }
        svg text.label { fill: var(--ink); }
        svg text.name { font-weight: 600; font-size: 13px; }
        svg text.letter { font-size: 13px; font-weight: 600; }
        svg text.shape, svg text.residualText { fill: var(--soft); }
        svg text.middle { text-anchor: middle; }
        svg text.end { text-anchor: end; }
        .box { fill: var(--card); stroke: var(--line); stroke-width: 1.5; }
        .table { stroke-dasharray: 5 4; }
        .capsule { fill: var(--faint); stroke: var(--line); }
        .group { fill: none; stroke: var(--accent); stroke-dasharray: 6 5; stroke-width: 1.5; }
        .badge { fill: var(--accent); }
        svg text.badgeText { fill: var(--card); font-weight: 600; font-size: 12px; }
        .edge { stroke: var(--soft); stroke-width: 1.4; fill: none; }
        .head { fill: var(--soft); }
        .residual { stroke: var(--accent); stroke-width: 1.4; fill: none; }
        .residualHead { fill: var(--accent); }
        .matrix { stroke: var(--soft); stroke-width: 1; }
        .x { fill: var(--faint); } .q { fill: var(--q); } .k { fill: var(--k); } .v { fill: var(--v); } .s { fill: var(--s); } .c { fill: var(--c); }
        .cut { stroke: var(--card); stroke-width: 1; }
        .plot { fill: var(--faint); }
        .grid { stroke: var(--line); stroke-width: 1; }
        .buffer { stroke: var(--card); stroke-width: 1; }
        .hue0 { fill: var(--h0); background: var(--h0); } .hue1 { fill: var(--h1); background: var(--h1); } .hue2 { fill: var(--h2); background: var(--h2); } .hue3 { fill: var(--h3); background: var(--h3); }
        .hue4 { fill: var(--h4); background: var(--h4); } .hue5 { fill: var(--h5); background: var(--h5); } .hue6 { fill: var(--h6); background: var(--h6); } .hue7 { fill: var(--h7); background: var(--h7); }
        .maps { display: grid; gap: 10px; justify-content: start; overflow-x: auto; padding: 4px; }
        .maps a { display: block; text-decoration: none; color: var(--soft); font-size: 0.72rem; text-align: center; }
        .maps a svg { border: 1px solid var(--line); border-radius: 4px; background: var(--page); }
        .maps a:hover svg, .maps a:focus svg { border-color: var(--accent); }
        .rowName { color: var(--soft); font-size: 0.8rem; align-self: center; white-space: nowrap; }
        .large { display: none; scroll-margin-top: 20px; }
        .large:target, .larges:not(:has(:target)) .large.first { display: block; }
        .large .scroll svg { margin: 0; }
        .large svg .frame { fill: none; stroke: var(--line); }
        .pixels { image-rendering: pixelated; }
        .ink { fill: var(--accent); }
        @media (max-width: 640px) {
          header, main, footer { padding-left: 12px; padding-right: 12px; }
          section { padding: 16px 14px; border-radius: 10px; }
        }
        @media print { section { break-inside: avoid; } .scroll { overflow: visible; } }

        """;
}
