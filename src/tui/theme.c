/* Which theme is shown, and the one that follows the terminal's background. */
#include "app_priv.h"

static bool load(WfApp *app, const char *name, guint *ret_findings, GError **error)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfTheme) theme = wf_theme_load(name, findings, error);
    *ret_findings = wf_findings_n(findings);
    for (guint i = 0; i < wf_findings_n(findings); i++) {
        const WfFinding *f = wf_findings_get(findings, i);
        wf_app_say(app, f->severity, "%s:%u: %s", f->path, f->span.line, f->message);
    }
    if (theme)
        wf_app_set_theme(app, theme);
    return theme;
}

static bool is_auto(const WfApp *app)
{
    return g_strcmp0(app->theme_choice, "auto") == 0;
}

void app_ask_background(WfApp *app)
{
    if (app->term && is_auto(app))
        wf_term_ask_background(app->term);
}

static bool use(WfApp *app, const char *name, guint *ret_findings, GError **error)
{
    const char *asked = name && name[0] ? name : g_getenv("WEFT_THEME");
    g_autofree char *choice = asked && asked[0] ? g_strdup(asked) : NULL;
    if (!load(app, choice, ret_findings, error))
        return false;
    g_free(app->theme_choice);
    app->theme_choice = g_steal_pointer(&choice);
    app_ask_background(app);
    return true;
}

bool wf_app_use_theme(WfApp *app, const char *name, GError **error)
{
    guint n;
    return use(app, name, &n, error);
}

const char *wf_app_theme_choice(const WfApp *app)
{
    return app->theme_choice;
}

void app_background(WfApp *app, bool light)
{
    guint n;
    if (is_auto(app)) /* these two are installed with the program; without them it stays as it is */
        load(app, light ? "light" : "dark", &n, NULL);
}

void app_run_theme(gpointer data, const char *args)
{
    WfApp *app = data;
    g_autoptr(GError) error = NULL;
    guint n;
    if (!use(app, args, &n, &error))
        wf_app_say(app, WF_FAULT, "%s", error->message);
    else if (!n)
        wf_app_say(app, WF_NOTE, "theme %s", is_auto(app) ? "auto" : wf_theme_name(app->theme));
}

void app_complete_theme(gpointer app, const char *args, GPtrArray *ret)
{
    (void)app;
    (void)args;
    g_auto(GStrv) names = wf_theme_list();
    for (guint i = 0; names[i]; i++)
        g_ptr_array_add(ret, g_strdup(names[i]));
}

/* --- the mouse --- */

void wf_app_set_mouse(WfApp *app, bool on)
{
    if (app->term)
        wf_term_set_mouse(app->term, on);
}

bool wf_app_mouse(const WfApp *app)
{
    return app->term && wf_term_mouse(app->term);
}

void wf_app_set_theme(WfApp *app, WfTheme *theme)
{
    wf_theme_ref(theme);
    wf_theme_unref(app->theme);
    app->theme = theme;
    if (app->term)
        wf_term_set_theme(app->term, theme);
    wf_app_dirty(app);
}

WfTheme *wf_app_theme(const WfApp *app)
{
    return app->theme;
}
