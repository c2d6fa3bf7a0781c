/* The themes compiled in, and the words looks are written with. */

#include "theme_priv.h"

/* One line a role: with a base16 palette, with the 16 colours of the terminal, with attributes
 * alone. The terminal's own foreground and background are used wherever possible, so that light,
 * dark and transparent terminals stay readable. */
typedef struct {
    WfRole role;
    const char *base16, *ansi, *mono;
} BuiltinLook;

static const BuiltinLook builtin[] = {
    {WF_ROLE_TEXT, "base05", "default", "normal"},
    {WF_ROLE_DIM, "base04", "dim", "dim"},
    {WF_ROLE_STRONG, "bold base05", "bold", "bold"},
    {WF_ROLE_TITLE, "bold base05 on base01", "bold reverse", "bold reverse"},
    {WF_ROLE_STATUS, "base05 on base01", "reverse", "reverse"},
    {WF_ROLE_HINT_KEY, "bold base0D", "bold cyan", "bold"},
    {WF_ROLE_HINT, "base04", "default", "normal"},
    {WF_ROLE_SELECT, "bold on base02", "reverse", "reverse"},
    {WF_ROLE_MATCH, "base00 on base0A", "black on yellow", "bold underline"},
    {WF_ROLE_MARK, "bold base0E", "bold magenta", "bold underline"},
    {WF_ROLE_INPUT, "base05", "default", "normal"},
    {WF_ROLE_BORDER, "base03", "dim", "dim"},
    {WF_ROLE_SCROLL, "base03", "dim", "normal"},
    {WF_ROLE_FRAME, "base04", "default", "normal"},
    {WF_ROLE_FRAME_TITLE, "bold base0C", "bold cyan", "bold"},
    {WF_ROLE_BOX, "base04", "default", "normal"},
    {WF_ROLE_LABEL, "base05", "default", "normal"},
    {WF_ROLE_EDGE_DATA, "base0D", "bright-blue", "normal"},
    {WF_ROLE_EDGE_ORDER, "base04", "dim", "dim"},
    {WF_ROLE_EDGE_RUN, "base0C", "cyan", "dim"},
    {WF_ROLE_EDGE_CROSS, "bold base0E", "bold magenta", "bold"},
    {WF_ROLE_EDGE_CYCLE, "bold base08", "bold red", "bold reverse"},
    {WF_ROLE_EDGE_UP, "bold base0C", "bold cyan", "bold"},
    {WF_ROLE_EDGE_DOWN, "bold base0B", "bold green", "bold underline"},
    {WF_ROLE_EDGE_CRITICAL, "bold base09", "bold yellow", "bold"},
    {WF_ROLE_EDGE_DIM, "base03", "dim", "dim"},
    {WF_ROLE_STEP, "bold base00 on base08", "bold white on red", "bold reverse"},
    {WF_ROLE_STUB, "base04", "dim", "dim"},
    {WF_ROLE_STATE_PENDING, "base04", "dim", "dim"},
    {WF_ROLE_STATE_WAITING, "base0D", "bright-blue", "normal"},
    {WF_ROLE_STATE_RUNNING, "bold base0A", "yellow", "bold"},
    {WF_ROLE_STATE_DONE, "base0B", "green", "normal"},
    {WF_ROLE_STATE_FAILED, "bold base08", "bold red", "bold reverse"},
    {WF_ROLE_STATE_BLOCKED, "base0E", "magenta", "underline"},
    {WF_ROLE_STATE_LOST, "bold underline base09", "bold underline magenta", "bold underline"},
    {WF_ROLE_STATE_SKIPPED, "base0C", "cyan", "dim"},
    {WF_ROLE_STATE_STALE, "underline base04", "underline", "dim underline"},
    {WF_ROLE_PLAN_CREATE, "base0B", "green", "bold"},
    {WF_ROLE_PLAN_UPDATE, "base0A", "yellow", "normal"},
    {WF_ROLE_PLAN_REPLACE, "bold base0E", "bold magenta", "bold underline"},
    {WF_ROLE_PLAN_DELETE, "bold base08", "bold red", "bold reverse"},
    {WF_ROLE_PLAN_MAYBE, "base0C", "cyan", "underline"},
    {WF_ROLE_PLAN_WAIT, "base04", "dim", "dim"},
    {WF_ROLE_FAULT, "bold base08", "bold red", "bold"},
    {WF_ROLE_WARNING, "base0A", "yellow", "underline"},
    {WF_ROLE_NOTE, "base0D", "cyan", "normal"},
    {WF_ROLE_SAME, "base04", "dim", "dim"},
    {WF_ROLE_ADDED, "base0B", "green", "bold"},
    {WF_ROLE_REMOVED, "base08", "red", "underline"},
    {WF_ROLE_KEY, "base0D", "bright-blue", "bold"},
    {WF_ROLE_STRING, "base0B", "green", "normal"},
    {WF_ROLE_COMMENT, "italic base04", "dim", "dim"},
    {WF_ROLE_BAR, "base0B", "green", "normal"},
    {WF_ROLE_BAR_REST, "base03", "dim", "dim"},
    {WF_ROLE_DANGER, "bold base00 on base08", "bold white on red", "bold reverse"},
};
G_STATIC_ASSERT(G_N_ELEMENTS(builtin) == WF_N_ROLES);

/* What base16 looks name when a palette lacks them. */
static const char *const base16_fallback[16] = {
    "default", "black",        "bright-black", "bright-black",  "white",  "default",
    "default", "bright-white", "red",          "bright-red",    "yellow", "green",
    "cyan",    "bright-blue",  "magenta",      "bright-magenta"};

const char *const theme_builtin_names[] = {"default", "base16", "mono", NULL};
const char *const attr_names[] = {"bold", "dim", "italic", "underline", "reverse", "normal", NULL};

GHashTable *palette_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void palette_set(GHashTable *palette, const char *name, WfColor color)
{
    g_hash_table_insert(palette, g_strdup(name), GINT_TO_POINTER(color));
}

bool palette_get(GHashTable *palette, const char *name, WfColor *ret_color)
{
    gpointer value;
    if (!palette || !g_hash_table_lookup_extended(palette, name, NULL, &value))
        return false;
    *ret_color = GPOINTER_TO_INT(value);
    return true;
}

static GHashTable *complete_palette(GHashTable *given)
{
    GHashTable *full = palette_new();
    for (guint i = 0; i < 16; i++) {
        g_autofree char *name = g_strdup_printf("base%02X", i);
        WfColor color;
        if (!palette_get(given, name, &color))
            wf_color_parse(base16_fallback[i], &color);
        palette_set(full, name, color);
    }
    return full;
}

static bool attr_parse(const char *word, guint *ret_attr)
{
    for (guint i = 0; attr_names[i]; i++)
        if (g_str_equal(attr_names[i], word)) {
            *ret_attr = i < 5 ? 1u << i : 0;
            return true;
        }
    return false;
}

bool look_parse(const char *text, GHashTable *palette, WfLook *ret_look, char **ret_bad_word)
{
    WfLook look = {WF_COLOR_DEFAULT, WF_COLOR_DEFAULT, 0};
    WfColor *next = &look.fg;
    g_auto(GStrv) words = g_strsplit_set(text, " \t,", -1);
    for (guint i = 0; words[i]; i++) {
        guint attr;
        WfColor color;
        if (!words[i][0])
            continue;
        if (g_str_equal(words[i], "on")) {
            next = &look.bg;
        } else if (attr_parse(words[i], &attr)) {
            look.attrs |= attr;
        } else if (palette_get(palette, words[i], &color) || wf_color_parse(words[i], &color)) {
            *next = color;
        } else {
            *ret_bad_word = g_strdup(words[i]);
            return false;
        }
    }
    *ret_look = look;
    return true;
}

static WfLook must_parse(const char *text, GHashTable *palette)
{
    WfLook look = {WF_COLOR_DEFAULT, WF_COLOR_DEFAULT, 0};
    g_autofree char *bad = NULL;
    if (!look_parse(text, palette, &look, &bad))
        g_error("built-in look '%s': '%s'", text, bad);
    return look;
}

static RoleLook builtin_look(const BuiltinLook *b, const char *name, GHashTable *palette)
{
    RoleLook look = {.has_ansi = true, .mono = must_parse(b->mono, NULL).attrs};
    if (g_str_equal(name, "mono")) {
        look.full = look.ansi = (WfLook){WF_COLOR_DEFAULT, WF_COLOR_DEFAULT, look.mono};
        return look;
    }
    look.ansi = must_parse(b->ansi, NULL);
    look.full = g_str_equal(name, "base16") ? must_parse(b->base16, palette) : look.ansi;
    return look;
}

bool theme_apply_builtin(WfTheme *theme, const char *name, GHashTable *palette)
{
    if (!g_strv_contains(theme_builtin_names, name))
        return false;
    g_autoptr(GHashTable) full = complete_palette(palette);
    for (guint i = 0; i < G_N_ELEMENTS(builtin); i++)
        theme->looks[builtin[i].role] = builtin_look(&builtin[i], name, full);
    return true;
}
