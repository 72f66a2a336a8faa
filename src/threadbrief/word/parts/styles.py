"""A look becomes styles.xml: one style per role, each saying only what it does not share with what it is based on.

Two decisions. Lines are "at least" the leading, never "exactly": a person who enlarges a style or puts a picture into
a line must not see it cut off. And `before` and `after` go to Word as they are: between two paragraphs the larger
counts there too (ECMA-376-1, 17.3.1.33), as in CSS and in our PDF.
"""

from threadbrief.core.structs import replace
from threadbrief.core.units import to_twips
from threadbrief.model.document import Role
from threadbrief.templates import Align, Colour, Look, TextStyle
from threadbrief.text.direction import is_rtl
from threadbrief.word.body.blocks import measure_number_gap
from threadbrief.word.body.languages import COMPLEX_FONT, choose_east_asian_font, make_default_lang
from threadbrief.word.body.toc import make_toc_tab
from threadbrief.word.parts.formatting import (
    Properties,
    diff_properties,
    make_block_properties,
    make_border,
    make_text_properties,
    to_elements,
)
from threadbrief.word.parts.numbering import (
    BULLETS,
    JUDGEMENTS,
    NUMBERS,
    measure_list_hanging,
    measure_list_indent,
)
from threadbrief.word.parts.style_names import (
    CONTENTS_LEVELS,
    CONTENTS_TITLE,
    CONTINUED_JUDGEMENT,
    CONTINUED_POST,
    ENDNOTES,
    FIGURE,
    LIST_LEVELS,
    NOTE_QUOTE,
    RULE,
    STYLES,
    TABLE,
    ListStyle,
    StyleKind,
    StyleName,
)
from threadbrief.word.xml import (
    DECLARATION,
    MC,
    W14,
    W,
    escape_attribute,
    make_paragraph_properties,
    make_run_properties,
)

DESCENT = 0.3
"""What a face reaches below the baseline, as a share of its size: a header's place is given by its baseline."""
_SELDOM = 99
"""The priority of styles that people do not put on text themselves: they are not in Word's gallery."""
_GUTTER = 12.0
"""Points between two columns of a table."""
_PLAIN = TextStyle(family="", size=0, leading=0, colour=Colour(0, 0, 0))


def make_styles(
    look: Look, language: str, *, endnotes: bool = False, contents: bool = False
) -> str:
    """Return the styles part for a memo in a language, with those of endnotes or of contents where they are needed."""
    body = look.style(Role.BODY)
    more = ENDNOTES.items() if endnotes else ()
    styles = [
        f'{DECLARATION}<w:styles xmlns:w="{W}" xmlns:mc="{MC}" xmlns:w14="{W14}" mc:Ignorable="w14">',
        _make_defaults(look, language),
        _LATENT,
        _make_normal(body, look, language),
        _FIXED,
        *(_make_role_style(role, name, look) for role, name in (*STYLES.items(), *more)),
        *_make_derived_styles(look),
        *(_make_toc_styles(look) if contents else ()),
        *_make_list_styles(look),
        _make_table_style(look),
        "</w:styles>",
    ]
    return "".join(styles)


def _make_defaults(look: Look, language: str) -> str:
    body = look.style(Role.BODY)
    name = escape_attribute(look.families[body.family].name)
    fonts = f'w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{choose_east_asian_font(language)}" w:cs="{COMPLEX_FONT}"'
    properties = {
        "rFonts": f"<w:rFonts {fonts}/>",
        "kern": '<w:kern w:val="2"/>',
        "sz": make_text_properties(body, look)["sz"],
        "lang": make_default_lang(language),
        "ligatures": '<w14:ligatures w14:val="standardContextual"/>',
    }
    run = make_run_properties(properties)
    return f"<w:docDefaults><w:rPrDefault>{run}</w:rPrDefault><w:pPrDefault/></w:docDefaults>"


def _make_normal(body: TextStyle, look: Look, language: str) -> str:
    """Return Normal, which all others are based on: the body's type, without its distances."""
    bare = _strip_distances(body)
    plain = diff_properties(
        make_text_properties(bare, look),
        make_text_properties(_PLAIN, look) | _default_properties(bare, look),
    )
    block = diff_properties(make_block_properties(bare), make_block_properties(_PLAIN))
    block["widowControl"] = "<w:widowControl/>"
    if is_rtl(language):
        block["bidi"] = "<w:bidi/>"
    inner = make_paragraph_properties(to_elements(block)) + make_run_properties(plain)
    return (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f'<w:uiPriority w:val="0"/><w:qFormat/>{inner}</w:style>'
    )


def _default_properties(style: TextStyle, look: Look) -> Properties:
    own = make_text_properties(style, look)
    return {key: own[key] for key in ("rFonts", "sz")}


def _strip_distances(style: TextStyle) -> TextStyle:
    return replace(
        style, before=0, after=0, indent=0, hanging=0, indent_end=0, align=Align.START, keep_next=False,
        rule_start=None, rule_above=None, rule_below=None,
    )  # fmt: skip


def _base_style(name: StyleName, look: Look) -> TextStyle:
    """Return the look of the style that a style is based on."""
    for role, other in STYLES.items():
        if other.id == name.based_on:
            return look.style(role)
    return _strip_distances(look.style(Role.BODY))


def _make_role_style(role: Role, name: StyleName, look: Look) -> str:
    style = look.style(role)
    if name.kind is StyleKind.CHARACTER:
        own = diff_properties(
            make_text_properties(style, look), make_text_properties(look.style(name.host), look)
        )
        if style.raised:
            # Word's own way: it takes its size from the text it stands in, also in headings and notes.
            own.pop("sz", None)
            own["vertAlign"] = '<w:vertAlign w:val="superscript"/>'
        return _make_style(name, {}, own)
    own_block = make_block_properties(_add_hanging_indent(role, style, look))
    base = _base_style(name, look)
    block = diff_properties(own_block, make_block_properties(base))
    return _make_style(
        name,
        block | _extra_properties(role, name, look),
        diff_properties(make_text_properties(style, look), make_text_properties(base, look)),
    )


def _add_hanging_indent(role: Role, style: TextStyle, look: Look) -> TextStyle:
    """Return a style with the hanging indent that takes a label, a number or a term before its text."""
    hang = {
        Role.FIELD_VALUE: look.field_label_width,
        Role.DEFINITION: look.term_width * look.page.measure,
    }.get(role, 0.0)
    if hang:
        return replace(style, indent=style.indent + hang, hanging=hang)
    if role in (Role.POST, Role.POST_META):
        return replace(style, hanging=style.indent - look.style(Role.POST_NUMBER).indent)
    if role in (Role.TABLE_HEAD, Role.TABLE_CELL):
        return replace(style, rule_above=None, rule_below=None)
    return style


def _extra_properties(role: Role, name: StyleName, look: Look) -> Properties:
    """Return what a paragraph style says beyond the look of its role."""
    extra: Properties = {}
    if name.level is not None:
        extra["keepLines"] = "<w:keepLines/>"
        extra["outlineLvl"] = f'<w:outlineLvl w:val="{name.level}"/>'
    if role is Role.TITLE:
        extra["keepLines"] = "<w:keepLines/>"
    if role in (Role.HEADER, Role.FOOTER):
        extra["tabs"] = (
            f'<w:tabs><w:tab w:val="right" w:pos="{to_twips(look.page.measure)}"/></w:tabs>'
        )
    gap = measure_number_gap(look)
    if role in (Role.POST, Role.POST_META) and gap:
        stop = to_twips(look.style(Role.POST).indent - gap)
        extra["tabs"] = f'<w:tabs><w:tab w:val="right" w:pos="{stop}"/></w:tabs>'
    if role is Role.JUDGEMENT:
        extra["numPr"] = f'<w:numPr><w:numId w:val="{JUDGEMENTS}"/></w:numPr>'
    hairline = look.header_rule
    if role is Role.HEADER and hairline:
        # Its gap is from the baseline, Word's from the foot of the line.
        extra["pBdr"] = (
            f"<w:pBdr>{make_border('bottom', hairline, -DESCENT * look.style(role).size)}</w:pBdr>"
        )
    if role is Role.FIELD_VALUE and hairline:
        # Paragraphs of equal borders are framed as one (ECMA-376-1, 17.3.1.24): the line stands below the last.
        extra["pBdr"] = f"<w:pBdr>{make_border('bottom', hairline)}</w:pBdr>"
    return extra


def _make_derived_styles(look: Look) -> list[str]:
    """Return the styles that Word needs and the look does not name."""
    body, note = look.style(Role.BODY), look.style(Role.NOTE)
    quote, caption = look.style(Role.QUOTATION), look.style(Role.CAPTION)
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    flush = {"first": make_block_properties(_strip_distances(body))["first"]}
    # The indent is said once more: some programs let it go with the number.
    hung = make_block_properties(look.style(Role.JUDGEMENT)) | flush | {"numPr": none}
    hung = {key: hung[key] for key in ("numPr", "start", "end", "first")}
    quoted = replace(
        note, indent=quote.indent, indent_end=quote.indent_end, rule_start=quote.rule_start
    )
    figure = replace(
        _strip_distances(body), before=max(caption.before, body.after), after=caption.before
    )
    line = look.header_rule or look.notes.rule
    rule = replace(
        _strip_distances(body),
        size=1,
        leading=1,
        after=body.after,
        before=body.after,
        rule_below=replace(line, gap=0),
    )
    return [
        _make_style(StyleName(CONTINUED_POST, "Thread Post Continued", "ThreadPost"), flush, {}),
        _make_style(
            StyleName(CONTINUED_JUDGEMENT, "Key Judgement Continued", "KeyJudgement"), hung, {}
        ),
        _make_style(
            StyleName(NOTE_QUOTE, "Footnote Quote", "FootnoteText", priority=99),
            diff_properties(make_block_properties(quoted), make_block_properties(note)),
            {},
        ),
        _make_style(
            StyleName(FIGURE, "Figure", next="Caption", priority=34),
            diff_properties(
                make_block_properties(figure), make_block_properties(_strip_distances(body))
            ),
            {},
        ),
        _make_style(
            StyleName(RULE, "Rule", next="BodyText", priority=40),
            diff_properties(
                make_block_properties(rule), make_block_properties(_strip_distances(body))
            ),
            {"sz": make_text_properties(rule, look)["sz"]},
        ),
    ]


def _make_toc_styles(look: Look) -> list[str]:
    """Return the styles of a table of contents: its title as a heading that is in no outline, entries as the body."""
    body, heading = look.style(Role.BODY), look.style(Role.HEADING_1)
    flat = to_elements(
        diff_properties(
            make_block_properties(heading), make_block_properties(_strip_distances(body))
        )
    )
    title = _make_style(
        StyleName(CONTENTS_TITLE, "TOC Heading", next="BodyText", priority=39),
        flat,
        diff_properties(make_text_properties(heading, look), make_text_properties(body, look)),
    )
    indent = look.style(Role.LIST).indent
    entries = [
        _make_style(
            StyleName(id_, f"toc {level + 1}", priority=39),
            diff_properties(
                make_block_properties(
                    replace(_strip_distances(body), after=body.after / 4, indent=indent * level)
                ),
                make_block_properties(_strip_distances(body)),
            )
            | {"tabs": make_toc_tab(look)},
            {},
        )
        for level, id_ in enumerate(CONTENTS_LEVELS)
    ]
    return [title, *entries]


def _make_list_styles(look: Look) -> list[str]:
    """Return Word's list styles, five levels of each family."""
    body, style = look.style(Role.BODY), look.style(Role.LIST)
    text = diff_properties(make_text_properties(style, look), make_text_properties(body, look))
    found = []
    for family, number in (
        (ListStyle.BULLET, BULLETS),
        (ListStyle.NUMBER, NUMBERS),
        (ListStyle.CONTINUE, None),
    ):
        for level in range(LIST_LEVELS):
            placed = replace(
                style,
                indent=measure_list_indent(look, level),
                hanging=measure_list_hanging(look, family),
            )
            block = diff_properties(
                make_block_properties(placed), make_block_properties(_strip_distances(body))
            )
            if number:
                ilvl = f'<w:ilvl w:val="{level}"/>' if level else ""
                block["numPr"] = f'<w:numPr>{ilvl}<w:numId w:val="{number}"/></w:numPr>'
            found.append(
                _make_style(
                    StyleName(
                        family.id(level), family.name_at(level), priority=_SELDOM if level else 36
                    ),
                    block,
                    text,
                )
            )
    return found


def _make_style(name: StyleName, block: Properties, text: Properties) -> str:
    following = f'<w:next w:val="{name.next}"/>' if name.next else ""
    quick = "<w:qFormat/>" if name.priority < _SELDOM else ""
    custom = "" if name.name in _BUILT_IN else ' w:customStyle="1"'
    return (
        f'<w:style w:type="{name.kind.value}"{custom} w:styleId="{name.id}"><w:name w:val="{name.name}"/>'
        f'<w:basedOn w:val="{name.based_on}"/>{following}<w:uiPriority w:val="{name.priority}"/>{quick}'
        f"{make_paragraph_properties(to_elements(block))}{make_run_properties(text)}</w:style>"
    )


def _make_table_style(look: Look) -> str:
    """Return the table style: rules below the head and between rows, as the look has them for text in cells."""
    head, cell = look.style(Role.TABLE_HEAD).rule_below, look.style(Role.TABLE_CELL).rule_below
    inner = (
        f"{make_border('bottom', replace(cell, gap=0))}{make_border('insideH', replace(cell, gap=0))}"
        if cell
        else ""
    )
    rules = f"<w:tblBorders>{inner}</w:tblBorders>" if inner else ""
    below = (
        f"<w:tcBorders>{make_border('bottom', replace(head, gap=0))}</w:tcBorders>" if head else ""
    )
    gap = to_twips((cell or head or look.notes.rule).gap)
    margins = (
        f'<w:tblCellMar><w:top w:w="{gap}" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        f'<w:bottom w:w="{gap}" w:type="dxa"/><w:right w:w="{to_twips(_GUTTER)}" w:type="dxa"/></w:tblCellMar>'
    )
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE}"><w:name w:val="Memo Table"/>'
        '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="39"/><w:qFormat/>'
        f'<w:tblPr>{rules}{margins}</w:tblPr><w:tblStylePr w:type="firstRow"><w:tblPr/>'
        f'<w:tcPr>{below}<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
    )


_BUILT_IN = frozenset({
    "Body Text", "Title", "heading 1", "heading 2", "heading 3", "Quote", "caption", "Bibliography", "footnote text",
    "footnote reference", "endnote text", "endnote reference", "header", "footer", "Hyperlink", "TOC Heading",
    "toc 1", "toc 2", "toc 3",
    *(family.name_at(level) for family in ListStyle for level in range(LIST_LEVELS)),
})  # fmt: skip
_LATENT = (
    '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1" '
    'w:defQFormat="0" w:count="376"/>'
)
"""Built-in styles that are not here stay out of Word's list until somebody uses one."""
_FIXED = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
)
"""The defaults of the other kinds of style, as Word writes them."""
