/* Reads theme files. A chain of `extends` is read from the file up to a
 * built-in theme first; then palettes are laid over each other from there down,
 * and only then roles, so that a theme that changes one palette colour changes
 * every role that uses it. Whatever is wrong becomes a finding and is left out. */
#include <string.h>

#include <weft/doc.h>
#include <weft/error.h>
#include <weft/file.h>
#include <weft/limits.h>
#include <weft/text.h>

#include "theme_priv.h"

typedef struct {
    WfTheme *theme;
    GPtrArray *docs;  /* of WfDoc, the file asked for first */
    const char *base; /* the built-in theme at the end of the chain */
    GHashTable *palette;
    WfFindings *findings;
} Loader;

static WfDoc *read_file(Loader *l, const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = wf_file_read(path, WF_LIMIT_THEME_BYTES, error);
    if (!bytes)
        return NULL;
    WfDoc *doc = wf_doc_parse(path, bytes, l->findings);
    if (!doc)
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "theme '%s' is not valid YAML", path);
    return doc;
}

/* A palette file of base16 names its colours below `palette:` or, in the older form, at the top. */
static bool is_base16(const WfDoc *doc)
{
    WfNode root = wf_doc_root(doc);
    if (wf_doc_kind(doc, root) != WF_MAP || wf_doc_get(doc, root, "weft_theme"))
        return false;
    return wf_doc_get(doc, root, "base00") ||
           wf_doc_get(doc, wf_doc_get(doc, root, "palette"), "base00");
}

static void read_palette_map(Loader *l, const WfDoc *doc, WfNode map, bool only_base)
{
    if (wf_doc_kind(doc, map) != WF_MAP)
        return;
    WF_DOC_FOREACH (doc, map, key, value) {
        g_autofree char *name = wf_doc_dup(doc, key);
        g_autofree char *text = wf_doc_dup(doc, value);
        WfColor color;
        if (only_base && (!g_str_has_prefix(name, "base") || strlen(name) != 6))
            continue;
        if (wf_color_parse(text, &color)) {
            palette_set(l->palette, name, color);
            continue;
        }
        wf_doc_finding(doc, value, l->findings, WF_CODE_THEME, "'%s' is not a colour", text);
        wf_findings_hint(l->findings, text[0] ? "write \"#rrggbb\", 0 to 255 or a name like red"
                                              : "put a colour that starts with # in quotes");
    }
}

static void read_palette_file(Loader *l, const WfDoc *doc, WfNode node)
{
    g_autofree char *name = wf_doc_dup(doc, node);
    g_autofree char *path = wf_path_beside(wf_doc_name(doc), name);
    g_autoptr(GError) error = NULL;
    g_autoptr(WfDoc) file = read_file(l, path, &error);
    if (file && is_base16(file)) {
        WfNode root = wf_doc_root(file), map = wf_doc_get(file, root, "palette");
        read_palette_map(l, file, map ? map : root, true);
        return;
    }
    wf_doc_finding(doc, node, l->findings, WF_CODE_THEME, "%s",
                   error ? error->message : "this file holds no base16 palette");
}

static void read_palette(Loader *l, const WfDoc *doc)
{
    WfNode root = wf_doc_root(doc), palette = wf_doc_get(doc, root, "palette");
    if (is_base16(doc))
        read_palette_map(l, doc, palette ? palette : root, true);
    else if (wf_doc_kind(doc, palette) == WF_MAP)
        read_palette_map(l, doc, palette, false);
    else if (wf_doc_kind(doc, palette) == WF_STRING)
        read_palette_file(l, doc, palette);
    else if (palette)
        wf_doc_finding(doc, palette, l->findings, WF_CODE_THEME,
                       "palette is neither a map of colours nor the path of a base16 file");
}

/* All words a look may hold, for the hint about one it may not. */
static void hint_look_word(Loader *l, const char *word)
{
    WfNearest near = wf_nearest_to(word);
    for (guint i = 0; attr_names[i]; i++)
        wf_nearest_try(&near, attr_names[i]);
    for (guint i = 0; color_names[i]; i++)
        wf_nearest_try(&near, color_names[i]);
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, l->palette);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        wf_nearest_try(&near, name);
    wf_findings_meant(l->findings, near.found);
}

static bool read_look(Loader *l, const WfDoc *doc, WfNode node, WfLook *ret_look)
{
    g_autofree char *text = wf_doc_dup(doc, node);
    g_autofree char *bad = NULL;
    if (wf_doc_kind(doc, node) == WF_NULL || !text[0]) {
        wf_doc_finding(doc, node, l->findings, WF_CODE_THEME, "there is nothing here");
        wf_findings_hint(l->findings, "put a colour that starts with # in quotes");
        return false;
    }
    if (look_parse(text, l->palette, ret_look, &bad))
        return true;
    wf_doc_finding(doc, node, l->findings, WF_CODE_THEME,
                   "'%s' is neither a colour nor an attribute nor in the palette", bad);
    hint_look_word(l, bad);
    return false;
}

/* fg, bg and attr change the full look part by part; ansi and mono replace theirs. A role of
 * which only the full look is given takes the 16 colours nearest to it. */
static void read_role(Loader *l, const WfDoc *doc, WfNode map, RoleLook *look)
{
    static const char *const fields[] = {"fg", "bg", "attr", "ansi", "mono", NULL};
    WF_DOC_FOREACH (doc, map, key, value) {
        WfLook part;
        g_autofree char *field = wf_doc_dup(doc, key);
        if (!g_strv_contains(fields, field)) {
            wf_doc_finding(doc, key, l->findings, WF_CODE_THEME, "a role has no '%s'", field);
            wf_findings_meant(l->findings, wf_text_nearest(field, fields));
        } else if (!read_look(l, doc, value, &part)) {
            continue;
        } else if (g_str_equal(field, "mono")) {
            look->mono = part.attrs;
        } else if (g_str_equal(field, "ansi")) {
            look->ansi = part;
            look->has_ansi = true;
        } else {
            if (!wf_doc_get(doc, map, "ansi"))
                look->has_ansi = false;
            if (field[0] == 'f')
                look->full.fg = part.fg;
            else if (field[0] == 'b')
                look->full.bg = part.fg;
            else
                look->full.attrs = part.attrs;
        }
    }
}

static void hint_role(Loader *l, const char *name)
{
    const char *names[WF_N_ROLES + 1] = {NULL};
    for (guint i = 0; i < WF_N_ROLES; i++)
        names[i] = wf_role_name((WfRole)i);
    wf_findings_meant(l->findings, wf_text_nearest(name, names));
}

static void read_roles(Loader *l, const WfDoc *doc)
{
    WfNode roles = wf_doc_get(doc, wf_doc_root(doc), "roles");
    if (!roles || wf_doc_kind(doc, roles) == WF_NULL)
        return;
    if (wf_doc_kind(doc, roles) != WF_MAP) {
        wf_doc_finding(doc, roles, l->findings, WF_CODE_THEME, "roles is not a map");
        return;
    }
    WF_DOC_FOREACH (doc, roles, key, value) {
        WfRole role;
        g_autofree char *name = wf_doc_dup(doc, key);
        if (!wf_role_from_name(name, &role)) {
            wf_doc_finding(doc, key, l->findings, WF_CODE_THEME, "there is no role '%s'", name);
            hint_role(l, name);
        } else if (wf_doc_kind(doc, value) != WF_MAP) {
            wf_doc_finding(doc, value, l->findings, WF_CODE_THEME, "the look of '%s' is not a map",
                           name);
            wf_findings_hint(l->findings, "write {fg: red, attr: bold, ansi: red, mono: bold}");
        } else {
            read_role(l, doc, value, &l->theme->looks[role]);
        }
    }
}

static void read_head(Loader *l, const WfDoc *doc)
{
    static const char *const known[] = {"weft_theme", "name",  "variant", "extends",
                                        "palette",    "roles", NULL};
    WfNode root = wf_doc_root(doc);
    if (is_base16(doc))
        return;
    WfNode version = wf_doc_get(doc, root, "weft_theme");
    if (wf_doc_kind(doc, version) != WF_INT || wf_doc_int(doc, version) != 1) {
        wf_doc_finding(doc, version ? version : root, l->findings, WF_CODE_THEME,
                       version ? "unknown version of the theme format"
                               : "this theme does not say 'weft_theme: 1'");
    }
    WF_DOC_FOREACH (doc, root, key, value) {
        g_autofree char *name = wf_doc_dup(doc, key);
        if (g_strv_contains(known, name))
            continue;
        wf_doc_finding(doc, key, l->findings, WF_CODE_THEME, "a theme has no '%s'", name);
        wf_findings_meant(l->findings, wf_text_nearest(name, known));
    }
}

static WfDoc *open_extended(Loader *l, const WfDoc *doc, WfNode node, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = theme_is_path(name) ? wf_path_beside(wf_doc_name(doc), name) : NULL;
    if (!path) {
        g_autofree char *file = g_strconcat(name, ".yaml", NULL);
        path = wf_path_beside(wf_doc_name(doc), file);
        if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
            g_free(path);
            path = theme_find(name);
        }
    }
    WfDoc *parent = path ? read_file(l, path, &error) : NULL;
    if (parent && wf_doc_kind(parent, wf_doc_root(parent)) == WF_MAP)
        return parent;
    g_clear_pointer(&parent, wf_doc_unref);
    wf_doc_finding(doc, node, l->findings, WF_CODE_THEME, "cannot extend '%s': %s", name,
                   error  ? error->message
                   : path ? "it is not a map"
                          : "there is no such theme");
    g_auto(GStrv) names = wf_theme_list();
    wf_findings_meant(l->findings, wf_text_nearest(name, (const char *const *)names));
    return NULL;
}

/* Follows `extends` up to a built-in theme. */
static void read_chain(Loader *l, WfDoc *first)
{
    g_ptr_array_add(l->docs, first);
    l->base = is_base16(first) ? "base16" : "default";
    for (WfDoc *doc = first; doc && !is_base16(doc);) {
        WfNode node = wf_doc_get(doc, wf_doc_root(doc), "extends");
        if (!node)
            return;
        g_autofree char *name = wf_doc_dup(doc, node);
        for (guint i = 0; theme_builtin_names[i]; i++)
            if (g_str_equal(theme_builtin_names[i], name)) {
                l->base = theme_builtin_names[i];
                return;
            }
        if (l->docs->len >= WF_LIMIT_THEME_CHAIN) {
            wf_doc_finding(doc, node, l->findings, WF_CODE_THEME,
                           "themes that extend each other go round in a circle or past %d",
                           WF_LIMIT_THEME_CHAIN);
            return;
        }
        doc = open_extended(l, doc, node, name);
        if (doc) {
            g_ptr_array_add(l->docs, doc);
            l->base = is_base16(doc) ? "base16" : "default";
        }
    }
}

static char *top_text(const WfDoc *doc, const char *key)
{
    WfNode node = wf_doc_get(doc, wf_doc_root(doc), key);
    return wf_doc_kind(doc, node) == WF_STRING ? wf_doc_dup(doc, node) : NULL;
}

static char *find_variant(Loader *l)
{
    for (guint i = 0; i < l->docs->len; i++) {
        const WfDoc *doc = g_ptr_array_index(l->docs, i);
        g_autofree char *text = top_text(doc, "variant");
        if (!text)
            continue;
        if (g_str_equal(text, "dark") || g_str_equal(text, "light") || g_str_equal(text, "any"))
            return g_steal_pointer(&text);
        wf_doc_finding(doc, wf_doc_get(doc, wf_doc_root(doc), "variant"), l->findings,
                       WF_CODE_THEME, "variant is dark, light or any, not '%s'", text);
    }
    WfColor color;
    if (!palette_get(l->palette, "base00", &color) || !(color & WF_COLOR_RGB))
        return g_strdup("any");
    return g_strdup(color_lab((guint32)color & 0xFFFFFF).l < 0.5 ? "dark" : "light");
}

static void name_theme(Loader *l)
{
    const WfDoc *doc = g_ptr_array_index(l->docs, 0);
    char *name = top_text(doc, "name");
    if (!name)
        name = top_text(doc, "scheme");
    if (!name)
        name = g_path_get_basename(wf_doc_name(doc));
    l->theme->name = name;
    l->theme->variant = find_variant(l);
    palette_get(l->palette, "base00", &l->theme->background);
    palette_get(l->palette, "base05", &l->theme->foreground);
}

/* @doc is taken over. */
static WfTheme *build(Loader *l, WfDoc *doc)
{
    g_autoptr(GPtrArray) docs = g_ptr_array_new_with_free_func((GDestroyNotify)wf_doc_unref);
    g_autoptr(GHashTable) palette = palette_new();
    l->docs = docs;
    l->palette = palette;
    read_chain(l, doc);
    for (guint i = docs->len; i-- > 0;)
        read_palette(l, g_ptr_array_index(docs, i));
    theme_apply_builtin(l->theme, l->base, palette);
    for (guint i = docs->len; i-- > 0;) {
        read_head(l, g_ptr_array_index(docs, i));
        read_roles(l, g_ptr_array_index(docs, i));
    }
    name_theme(l);
    theme_finish(l->theme);
    return wf_theme_ref(l->theme);
}

static WfTheme *build_from(Loader *l, WfDoc *doc, GError **error)
{
    if (!doc)
        return NULL;
    if (wf_doc_kind(doc, wf_doc_root(doc)) == WF_MAP)
        return build(l, doc);
    g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "'%s' is not a theme: it is %s, not a map",
                wf_doc_name(doc), wf_kind_name(wf_doc_kind(doc, wf_doc_root(doc))));
    wf_doc_unref(doc);
    return NULL;
}

WfTheme *wf_theme_parse(const char *path, GBytes *text, WfFindings *findings, GError **error)
{
    g_autoptr(WfTheme) theme = theme_new();
    Loader loader = {.theme = theme, .findings = findings};
    WfDoc *doc = wf_doc_parse(path, text, findings);
    if (!doc)
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "theme '%s' is not valid YAML", path);
    return build_from(&loader, doc, error);
}

static WfTheme *load_file(const char *path, WfFindings *findings, GError **error)
{
    g_autoptr(WfTheme) theme = theme_new();
    Loader loader = {.theme = theme, .findings = findings};
    return build_from(&loader, read_file(&loader, path, error), error);
}

static WfTheme *fail_unknown(const char *name, GError **error)
{
    g_auto(GStrv) names = wf_theme_list();
    const char *near = wf_text_nearest(name, (const char *const *)names);
    g_autofree char *shown = wf_text_visible(name, -1, WF_LIMIT_NAME_BYTES);
    if (near)
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "no theme '%s'; did you mean '%s'?", shown,
                    near);
    else {
        g_autofree char *all = g_strjoinv(", ", names);
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND,
                    "no theme '%s'; there are %s, and files with a slash in their name or .yaml "
                    "at its end",
                    shown, all);
    }
    return NULL;
}

/* COLORFGBG is "FOREGROUND;BACKGROUND", palette numbers, perhaps with a word between; 7 and the
 * bright ones but grey are light. */
static const char *guess_by_environment(void)
{
    const char *colors = g_getenv("COLORFGBG");
    const char *last = colors ? strrchr(colors, ';') : NULL;
    guint64 background;

    if (!last || !g_ascii_string_to_unsigned(last + 1, 10, 0, 15, &background, NULL))
        return "default";
    return background == 7 || background > 8 ? "light" : "dark";
}

WfTheme *wf_theme_load(const char *name, WfFindings *findings, GError **error)
{
    if (!name || !name[0])
        name = g_getenv("WEFT_THEME");
    if (g_strcmp0(name, "auto") == 0)
        name = guess_by_environment();
    g_autofree char *path = NULL;
    if (!name || !name[0]) {
        path = g_build_filename(g_get_user_config_dir(), "weft", "theme.yaml", NULL);
        if (!g_file_test(path, G_FILE_TEST_EXISTS))
            return wf_theme_builtin("default");
    } else {
        path = theme_is_path(name) ? g_strdup(name) : theme_find(name);
    }
    if (path)
        return load_file(path, findings, error);
    WfTheme *theme = wf_theme_builtin(name);
    return theme ? theme : fail_unknown(name, error);
}
