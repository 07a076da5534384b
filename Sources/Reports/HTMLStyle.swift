/// How the page of `html` looks: in light and dark, on paper, and on narrow screens.
enum HTMLStyle {
  static let sheet: StaticString = """

    :root {
      color-scheme: light dark;
      --paper: #f5f3ee; --card: #fffefb; --ink: #26241f; --dim: #78736a; --hair: #e7e2d7;
      --keyword: #35578a; --string: #4c7434; --comment: #9b9588;
      --both: #cb4033; --both-ink: #fff; --writes: #f0b440; --writes-ink: #3d2b00; --none: #d3dce3; --none-ink: #46545f;
      --error: #bb3226; --warning: #9a6500; --note: #2b6aa3;
      --error-soft: #fbeae7; --warning-soft: #fcf3de; --note-soft: #e8f0f8;
      --added: #22601b; --added-soft: #e4f2de; --removed: #9c281c; --removed-soft: #fae3df;
      --mono: ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #15161a; --card: #1d1f24; --ink: #e6e3dc; --dim: #9b968c; --hair: #31343c;
        --keyword: #8fb4ea; --string: #a3cc85; --comment: #7d7a73;
        --both: #cd4a3d; --both-ink: #fff; --writes: #d99d2b; --writes-ink: #221700; --none: #3d464f; --none-ink: #c4ced6;
        --error: #ff8b7d; --warning: #f0bb57; --note: #85bdf0;
        --error-soft: #38211f; --warning-soft: #342a17; --note-soft: #1c2a38;
        --added: #a0d68f; --added-soft: #1d3019; --removed: #ff9d90; --removed-soft: #3a201d;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; padding: 2.5rem 1.5rem 3rem; max-width: 78rem; background: var(--paper); color: var(--ink);
      font: 15px/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
    }
    code, pre { font-family: var(--mono); font-size: .92em; }
    h1, h2, h4, p, ul, ol, pre { margin: 0; padding: 0; }
    ul { list-style: none; }
    a { color: inherit; }

    h1 { display: flex; align-items: center; gap: .6rem; font-size: 1.7rem; letter-spacing: -.02em; }
    .beam { width: 1.5rem; height: 1.35rem; border: solid var(--both); border-width: .42rem .3rem 0; border-radius: .15rem .15rem 0 0; }
    .summary { margin-top: .4rem; color: var(--dim); }
    .tiles { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1.1rem 0 1.2rem; }
    .tiles li { padding: .45rem .95rem; border-radius: .6rem; background: var(--card); border: 1px solid var(--hair); color: var(--dim); }
    .tiles b { font-size: 1.35rem; margin-right: .15rem; }
    .tiles .error { color: var(--error); background: var(--error-soft); }
    .tiles .warning { color: var(--warning); background: var(--warning-soft); }
    .tiles .note { color: var(--note); background: var(--note-soft); }
    .legend { color: var(--dim); font-size: .87rem; }
    .key { display: inline-block; width: 1.1rem; height: .75rem; border-radius: .2rem; margin: 0 .15rem 0 .7rem; vertical-align: -.06rem; }
    .key.both, .bar.both { background: var(--both); }
    .key.writes, .bar.writes { background: var(--writes); }
    .key.none, .bar.none { background: var(--none); }

    nav, section { background: var(--card); border: 1px solid var(--hair); border-radius: .8rem; margin-top: 1.4rem; padding: 1.2rem 1.4rem; }
    nav ol { padding-left: 1.4rem; }
    nav span, .quiet li, .more { color: var(--dim); font-size: .9rem; }
    nav a { text-decoration-color: var(--hair); text-underline-offset: .2em; }
    h2 { font-size: 1.08rem; overflow-wrap: anywhere; }
    .quiet h2 { font-size: .95rem; margin-bottom: .4rem; }
    .runner { color: var(--dim); font-size: .85rem; }
    .stops { margin-top: .5rem; }

    .chart {
      display: grid; margin-top: 1rem; position: relative;
      grid-template-columns: .7rem 3.3rem repeat(var(--lanes), minmax(0, 7.6rem)) minmax(45%, 1fr);
    }
    .chart.bare { grid-template-columns: .7rem 3.3rem minmax(0, 1fr); }
    .head { grid-row: 1; padding: 0 .4rem .5rem; align-self: end; color: var(--dim); font-size: .78rem; }
    .head.lane { padding: 0 .15rem .5rem; text-align: center; line-height: 1.25; overflow-wrap: anywhere; color: var(--ink); container-type: inline-size; }
    .head.lane b { display: block; font-family: var(--mono); font-size: .82rem; }
    .head small { font-size: .7rem; color: var(--dim); }
    .head small.both { color: var(--error); }
    .head small.writes { color: var(--warning); }
    .row { grid-column: 1 / -1; border-top: 1px solid var(--hair); }
    .line { grid-column: 2; text-align: right; padding: .5rem .7rem .5rem 0; color: var(--dim); font: .78rem/1.6 var(--mono); }
    .head.line { padding: 0 .7rem .5rem 0; }
    .transaction { grid-column: 1; border: solid var(--dim); border-width: 2px 0 2px 2px; border-radius: .35rem 0 0 .35rem; margin: .75rem .1rem .75rem 0; }
    .sql { padding: .5rem 0 .5rem .8rem; min-width: 0; z-index: 2; }
    .implied { color: var(--dim); font-style: italic; font-size: .87rem; }
    pre { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5; tab-size: 4; font-size: .84rem; }
    .k { color: var(--keyword); font-weight: 600; }
    .s { color: var(--string); }
    .c { color: var(--comment); font-style: italic; }
    .m { text-decoration: underline wavy 1px; text-underline-offset: .25em; }

    .bar { margin: .28rem .25rem; border-radius: .45rem; z-index: 1; min-height: 1.2rem; }
    .bar span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .bar.continues { margin-top: 0; border-top-left-radius: 0; border-top-right-radius: 0; }
    .bar.continued { margin-bottom: 0; border-bottom-left-radius: 0; border-bottom-right-radius: 0; }
    .bar.open { mask-image: linear-gradient(#000 calc(100% - 1.6rem), transparent); }
    a.bar:hover, a.bar:focus-visible { outline: 2px solid var(--ink); outline-offset: 1px; }
    .lock { z-index: 2; margin: .28rem .2rem; padding: .3rem .05rem; text-align: center; line-height: 1.25; pointer-events: none; align-self: start;
      container-type: inline-size; }
    /* The longest word, EXCLUSIVE, fits the lane. */
    .lock b { display: block; font-size: min(.66rem, 13.5cqi); letter-spacing: .03em; }
    .lock small { display: block; font-size: min(.7rem, 13.5cqi); opacity: .9; }
    .lock.both { color: var(--both-ink); }
    .lock.writes { color: var(--writes-ink); }
    .lock.none { color: var(--none-ink); }
    .flag { display: inline-block; margin: .25rem .1rem 0; padding: 0 .4em; border-radius: 1rem; font-size: min(.66rem, 13.5cqi); font-weight: 600; white-space: nowrap;
      background: var(--card); text-decoration: none; pointer-events: auto; border: 1px solid var(--hair); }
    .flag.error { color: var(--error); }
    .flag.warning { color: var(--warning); }
    .flag.note { color: var(--note); }
    @container (max-width: 4.5rem) {
      .head.lane b { writing-mode: vertical-rl; rotate: 180deg; margin: 0 auto; max-height: 11rem; overflow: hidden; white-space: nowrap; text-overflow: ellipsis;
        text-align: left; line-height: 1.1; }
      .head small { display: none; }
    }
    @container (max-width: 3.4rem) {
      .lock b, .lock small { display: none; }
      .flag { width: .8rem; height: .8rem; padding: 0; overflow: hidden; text-indent: 1rem; background: currentColor; border-color: var(--card); }
    }

    .finding { margin: .6rem 0 .3rem; padding: .65rem .9rem .75rem; border-left: 3px solid; border-radius: .2rem .6rem .6rem .2rem; overflow-wrap: anywhere; }
    .finding.error { border-color: var(--error); background: color-mix(in srgb, var(--error-soft) 45%, var(--card)); }
    .finding.warning { border-color: var(--warning); background: color-mix(in srgb, var(--warning-soft) 45%, var(--card)); }
    .finding.note { border-color: var(--note); background: color-mix(in srgb, var(--note-soft) 45%, var(--card)); }
    .finding:target { outline: 2px solid var(--note); }
    .finding h4 { font-size: .97rem; font-weight: 600; }
    .badge { padding: .05rem .5rem; border-radius: 1rem; font-size: .74rem; font-weight: 600; vertical-align: .08em; }
    .error > h4 .badge { color: var(--error); background: var(--error-soft); }
    .warning > h4 .badge { color: var(--warning); background: var(--warning-soft); }
    .note > h4 .badge { color: var(--note); background: var(--note-soft); }
    .where { color: var(--dim); font-size: .78rem; margin-bottom: .25rem; }
    .where code { margin-right: .5rem; }
    .remark, .labels { font-size: .88rem; margin-top: .2rem; }
    .remark b { color: var(--dim); font-weight: 600; margin-right: .2rem; }
    .labels { color: var(--dim); padding-left: 1rem; list-style: disc; }
    .finding h4 code, .remark code, summary code, .labels code { background: color-mix(in srgb, var(--ink) 7%, transparent); border-radius: .25rem; padding: .05rem .3rem; }
    .fix { margin-top: .55rem; font-size: .88rem; }
    summary { cursor: pointer; }
    .fix.safe summary b { color: var(--added); }
    .fix ol { padding-left: 1.5rem; margin-top: .35rem; }
    .fix pre { margin-top: .35rem; padding: .5rem .7rem; border-radius: .45rem; background: var(--card); border: 1px solid var(--hair); font-size: .8rem; }
    .diff > * { display: block; text-decoration: none; margin: 0 -.7rem; padding: 0 .7rem; }
    .diff del { background: var(--removed-soft); color: var(--removed); }
    .diff ins { background: var(--added-soft); color: var(--added); }
    .gap { color: var(--dim); }
    footer { margin-top: 1.6rem; color: var(--dim); font-size: .82rem; text-align: center; }

    @media (max-width: 46rem) {
      body { padding: 1.2rem .7rem; }
      nav, section { padding: .9rem .8rem; }
      .chart { grid-template-columns: .6rem 2.4rem repeat(var(--lanes), minmax(0, 2.2rem)) minmax(55%, 1fr); }
      .chart.bare { grid-template-columns: .6rem 2.4rem minmax(0, 1fr); }
      .bar { margin: .2rem .15rem; }
      .lock { margin: .2rem .1rem; padding: .1rem; }
      .line { padding-right: .35rem; }
    }
    @media print {
      :root {
        --paper: #fff; --card: #fff; --ink: #000; --dim: #555; --hair: #ccc;
        --keyword: #35578a; --string: #4c7434; --comment: #777; --both: #cb4033; --both-ink: #fff; --writes: #f0b440; --writes-ink: #3d2b00;
        --none: #d3dce3; --none-ink: #46545f; --error: #bb3226; --warning: #9a6500; --note: #2b6aa3; --error-soft: #fbeae7;
        --warning-soft: #fcf3de; --note-soft: #e8f0f8; --added: #22601b; --added-soft: #e4f2de; --removed: #9c281c; --removed-soft: #fae3df;
      }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      html { font-size: 10px; }
      body { padding: 0; max-width: none; font-size: 10px; }
      section, nav { border: 0; padding: 0; }
      h2, h4, .where, .runner, .stops { break-after: avoid; }
      .diff > *, .tiles, .legend { break-inside: avoid; }
      details::details-content { content-visibility: visible; block-size: auto; }
    }

    """
}
