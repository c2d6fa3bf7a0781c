/* The tables of roles and glyphs. */
#include <weft/grid.h>

typedef struct {
    const char *name;
    char letter;
} RoleInfo;

static const RoleInfo roles[WF_N_ROLES] = {
#define WF_X(role, name, letter, text) {name, letter},
    WF_ROLE_TABLE(WF_X)
#undef WF_X
};

typedef struct {
    gunichar unicode;
    char ascii;
} GlyphInfo;

static const GlyphInfo glyphs[WF_N_GLYPHS] = {
#define WF_X(name, unicode, ascii) {unicode, ascii},
    WF_GLYPH_TABLE(WF_X)
#undef WF_X
};

const char *wf_role_name(WfRole role)
{
    g_return_val_if_fail(role < WF_N_ROLES, roles[0].name);
    return roles[role].name;
}

char wf_role_letter(WfRole role)
{
    g_return_val_if_fail(role < WF_N_ROLES, '.');
    return roles[role].letter;
}

bool wf_role_from_name(const char *name, WfRole *ret_role)
{
    for (guint i = 0; i < WF_N_ROLES; i++)
        if (g_str_equal(roles[i].name, name)) {
            *ret_role = (WfRole)i;
            return true;
        }
    return false;
}

gunichar wf_glyph(WfGlyph glyph, bool ascii)
{
    g_return_val_if_fail(glyph < WF_N_GLYPHS, '?');
    return ascii ? (gunichar)glyphs[glyph].ascii : glyphs[glyph].unicode;
}

/* Box drawing in three groups: what runs sideways, what runs up and down, and the rest, which
 * turns or crosses. Light, heavy, dashed and double lines all count. */
static char box_ascii(gunichar ch)
{
    switch (ch) {
    case 0x2500:
    case 0x2501:
    case 0x2504:
    case 0x2505:
    case 0x2508:
    case 0x2509:
    case 0x254C:
    case 0x254D:
    case 0x2574:
    case 0x2576:
    case 0x2578:
    case 0x257A:
    case 0x257C:
    case 0x257E:
        return '-';
    case 0x2550:
        return '=';
    case 0x2502:
    case 0x2503:
    case 0x2506:
    case 0x2507:
    case 0x250A:
    case 0x250B:
    case 0x254E:
    case 0x254F:
    case 0x2551:
    case 0x2575:
    case 0x2577:
    case 0x2579:
    case 0x257B:
    case 0x257D:
    case 0x257F:
        return '|';
    case 0x2571:
        return '/';
    case 0x2572:
        return '\\';
    default:
        return '+';
    }
}

char wf_glyph_ascii(gunichar ch)
{
    if (ch < 0x80)
        return (char)ch;
    for (guint i = 0; i < WF_N_GLYPHS; i++)
        if (glyphs[i].unicode == ch)
            return glyphs[i].ascii;
    if (ch >= 0x2500 && ch <= 0x257F)
        return box_ascii(ch);
    if (ch > 0x2580 && ch <= 0x259F)
        return '#';
    if (ch > 0x2800 && ch <= 0x28FF) /* braille dots */
        return ':';
    return ch == 0xA0 || ch == 0x2800 ? ' ' : '?';
}
