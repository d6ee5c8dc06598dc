#ifndef PLOG_CHECKER_FORMATS_HTML_STYLE_H_
#define PLOG_CHECKER_FORMATS_HTML_STYLE_H_

#include <string_view>

namespace plog {

// The whole style of the HTML report. The page's security policy allows this
// text by its digest and no other style, no script and no remote part at all.
inline constexpr std::string_view kHtmlStyle = R"css(
:root{color-scheme:light dark;--bg:#fff;--ink:#1b1f24;--dim:#57606a;
--line:#d0d7de;--soft:#f6f8fa;--fail:#b3261e;--warn:#8a5a00;--pass:#1a7f37;
--na:#57606a}
@media(prefers-color-scheme:dark){:root{--bg:#0f1419;--ink:#e6edf3;
--dim:#9aa6b2;--line:#30363d;--soft:#161b22;--fail:#ff8a80;--warn:#e3b341;
--pass:#56d364;--na:#9aa6b2}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1rem;background:var(--bg);
color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;margin:.2rem 0}
h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1.2rem 0 .4rem}
code,.mono{font-family:ui-monospace,monospace;font-size:.85em;
overflow-wrap:anywhere}
.verdict{border:2px solid;border-left-width:.8rem;border-radius:.4rem;
padding:.6rem 1rem;margin:1rem 0}
.verdict p{margin:.2rem 0;color:var(--ink)}
.verdict .word{font-size:1.6rem;font-weight:700;color:inherit}
.fail,.error{--c:var(--fail)}.warn{--c:var(--warn)}.pass{--c:var(--pass)}
.not_applicable{--c:var(--na)}
.verdict,.badge{color:var(--c)}
.badge{display:inline-block;border:1px solid;border-radius:.3rem;
padding:0 .4rem;font-size:.8rem;font-weight:700;white-space:nowrap}
.dim{color:var(--dim)}
.scroll{overflow-x:auto}
.scroll table{min-width:44rem}
p,li,h2,h3{overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;margin:.4rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;
border-bottom:1px solid var(--line);overflow-wrap:anywhere;min-width:6.5rem}
thead th{background:var(--soft);white-space:nowrap}
tbody th{font-weight:600}
td.n,th.n{text-align:right;white-space:nowrap;min-width:0}
.facts th{width:1%;white-space:nowrap}
.facts th,.facts td{min-width:0}
fieldset{border:1px solid var(--line);border-radius:.4rem;margin:1rem 0;
display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}
label{white-space:nowrap}
figure{margin:.6rem 0;content-visibility:auto;
contain-intrinsic-size:auto 6rem}
summary{cursor:pointer;padding:.3rem 0;font-weight:600}
figcaption{font-weight:600;overflow-wrap:anywhere}
svg{width:100%;min-width:40rem;height:auto;display:block}
svg text{fill:var(--ink);font:12px system-ui,sans-serif}
svg .axis{stroke:var(--line);stroke-width:1}
svg .span{stroke:var(--dim);stroke-width:2}
svg .trigger{fill:var(--bg);stroke:var(--ink);stroke-width:2}
svg .offending{fill:var(--fail);stroke:var(--fail);stroke-width:1}
svg .open{stroke-dasharray:2 4}
svg .missing{fill:var(--bg);stroke:var(--fail);stroke-width:2;
stroke-dasharray:3 2}
body:has(#show-fail:checked) .row:not(.fail):not(.error),
body:has(#show-warn:checked) .row:not(.warn),
body:has(#show-na:checked) .row:not(.not_applicable),
body:has(#show-pass:checked) .row:not(.pass){display:none}
@media(max-width:40rem){body{padding:.6rem}}
@media print{fieldset{display:none}body{max-width:none;padding:0;
font-size:11px}.row{display:revert!important}figure{content-visibility:visible}tr,figure{break-inside:avoid}
.scroll{overflow:visible}
.scroll table,svg{min-width:0}th,td{min-width:4rem}}
)css";

}  // namespace plog

#endif  // PLOG_CHECKER_FORMATS_HTML_STYLE_H_
