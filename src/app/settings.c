/* Settings: what `:set` changes, the menu shows, and a file keeps. The file has lines
 * "NAME=VALUE"; '#' begins a comment. */
#include "commands.h"

#include <string.h>
#include <glib/gstdio.h>
#include <weft/file.h>
#include <weft/limits.h>
#include <weft/screens.h>
#include "settings.h"

typedef struct {
    const char *name, *help;
    const char *values[4];
    guint (*get)(const WfDesk *desk); /* which of the values */
    void (*set)(WfDesk *desk, guint value);
} Setting;

static guint get_filter(const WfDesk *desk)
{
    return desk->hide;
}

static void set_filter(WfDesk *desk, guint hide)
{
    desk->hide = hide;
    wf_filter_again(desk);
    wf_desk_view_changed(desk);
}

static guint get_detail(const WfDesk *desk)
{
    return wf_detail_is_shown(wf_screens_detail(desk->screens));
}

static void set_detail(WfDesk *desk, guint on)
{
    if (on != get_detail(desk))
        wf_detail_toggle(wf_screens_detail(desk->screens));
}

static guint get_minimap(const WfDesk *desk)
{
    return wf_screens_minimap(desk->screens);
}

static void set_minimap(WfDesk *desk, guint on)
{
    wf_screens_set_minimap(desk->screens, on);
}

static guint get_resources(const WfDesk *desk)
{
    return wf_view_resources(desk->view);
}

static void set_resources(WfDesk *desk, guint on)
{
    wf_view_set_resources(desk->view, on);
    wf_desk_view_changed(desk);
}

static guint get_direction(const WfDesk *desk)
{
    return wf_view_left_to_right(desk->view);
}

static void set_direction(WfDesk *desk, guint left_to_right)
{
    wf_view_set_left_to_right(desk->view, left_to_right);
    wf_desk_view_changed(desk);
}

static guint get_mouse(const WfDesk *desk)
{
    return wf_app_mouse(desk->app);
}

static void set_mouse(WfDesk *desk, guint on)
{
    wf_app_set_mouse(desk->app, on);
}

static const Setting settings[] = {
    {"filter", "what does not match is dimmed or hidden", {"dim", "hide"}, get_filter, set_filter},
    {"detail", "details beside the screen", {"off", "on"}, get_detail, set_detail},
    {"minimap", "a small map of what is larger", {"off", "on"}, get_minimap, set_minimap},
    {"resources",
     "infrastructure resources in the graph",
     {"off", "on"},
     get_resources,
     set_resources},
    {"direction",
     "the graph grows down, or to the right",
     {"tb", "lr"},
     get_direction,
     set_direction},
    {"mouse", "the mouse is weft's, not the terminal's", {"off", "on"}, get_mouse, set_mouse},
};
#define N_SETTINGS G_N_ELEMENTS(settings)

static void change(WfDesk *desk, const Setting *s, guint value)
{
    s->set(desk, value);
    wf_app_dirty(desk->app);
}

static const Setting *find(const char *name, gsize len)
{
    for (guint i = 0; i < N_SETTINGS; i++)
        if (strlen(settings[i].name) == len && memcmp(settings[i].name, name, len) == 0)
            return &settings[i];
    return NULL;
}

/* "minimap=on", "theme=dark". NULL, or what is wrong. */
static char *assign(WfDesk *desk, const char *text)
{
    gsize len = strcspn(text, "=");
    const Setting *s = find(text, len);
    if (text[len] && strncmp(text, "theme", len) == 0 && len == strlen("theme")) {
        g_autoptr(GError) error = NULL;
        return wf_app_use_theme(desk->app, text + len + 1, &error) ? NULL
                                                                   : g_strdup(error->message);
    }
    if (!s)
        return g_strdup_printf("there is no setting '%.*s'", (int)len, text);
    if (!text[len]) {
        guint next = s->get(desk) + 1;
        change(desk, s, s->values[next] ? next : 0);
        return NULL;
    }
    for (guint i = 0; s->values[i]; i++)
        if (g_str_equal(s->values[i], text + len + 1)) {
            change(desk, s, i);
            return NULL;
        }
    g_autofree char *values = g_strjoinv(" or ", (char **)s->values);
    return g_strdup_printf("%s is %s", s->name, values);
}

void cmd_set(gpointer app, const char *args)
{
    WfDesk *desk = wf_desk_of(app);
    g_autofree char *wrong = assign(desk, args);
    if (!wrong)
        return;
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    for (guint i = 0; i < N_SETTINGS; i++)
        g_ptr_array_add(all, (char *)settings[i].name);
    g_ptr_array_add(all, (char *)"theme");
    g_ptr_array_add(all, NULL);
    g_autofree char *names = g_strjoinv(", ", (char **)all->pdata);
    wf_app_say(app, WF_WARNING, "%s; set takes NAME=VALUE: %s", wrong, names);
}

void cmd_set_complete(gpointer app, const char *args, GPtrArray *ret)
{
    (void)app;
    (void)args;
    for (guint i = 0; i < N_SETTINGS; i++)
        for (guint k = 0; settings[i].values[k]; k++)
            g_ptr_array_add(ret, g_strdup_printf("%s=%s", settings[i].name, settings[i].values[k]));
    g_auto(GStrv) themes = wf_theme_list();
    for (guint i = 0; themes[i]; i++)
        g_ptr_array_add(ret, g_strconcat("theme=", themes[i], NULL));
}

/* --- the menu --- */

static void open_menu(WfDesk *desk, guint at);

static void on_theme(WfApp *app, int choice, gpointer data)
{
    g_auto(GStrv) names = wf_theme_list();
    if (choice >= 0 && (guint)choice < g_strv_length(names)) {
        g_autoptr(GError) error = NULL;
        if (!wf_app_use_theme(app, names[choice], &error))
            wf_app_say(app, WF_FAULT, "%s", error->message);
    }
    open_menu(data, N_SETTINGS);
}

static const char *shown_theme(const WfDesk *desk)
{
    const char *choice = wf_app_theme_choice(desk->app);
    return choice ? choice : wf_theme_name(wf_app_theme(desk->app));
}

static void choose_theme(WfDesk *desk)
{
    g_auto(GStrv) names = wf_theme_list();
    guint n = g_strv_length(names), first = 0;
    g_autofree WfChoice *choices = g_new0(WfChoice, n + 1);
    for (guint i = 0; i < n; i++) {
        choices[i].text = names[i];
        if (g_strcmp0(names[i], shown_theme(desk)) == 0)
            first = i;
    }
    wf_app_choose(desk->app, &(WfChoose){.title = "Theme",
                                         .choices = choices,
                                         .n = n,
                                         .first = first,
                                         .done = on_theme,
                                         .data = desk});
}

static void on_chosen(WfApp *app, int choice, gpointer data)
{
    WfDesk *desk = data;
    if (choice < 0)
        return;
    if ((guint)choice == N_SETTINGS) {
        choose_theme(desk);
    } else if ((guint)choice == N_SETTINGS + 1) {
        cmd_save_settings(app, "");
    } else {
        g_autofree char *none = assign(desk, settings[choice].name);
        open_menu(desk, (guint)choice);
    }
}

/* Enter changes a setting and comes back to it. */
static void open_menu(WfDesk *desk, guint at)
{
    WfChoice choices[N_SETTINGS + 2] = {0};
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < N_SETTINGS; i++) {
        const Setting *s = &settings[i];
        g_ptr_array_add(texts, g_strdup_printf("%-6s %s", s->values[s->get(desk)], s->help));
        choices[i] = (WfChoice){.key = s->name, .text = texts->pdata[i]};
    }
    g_ptr_array_add(texts, g_strdup_printf("%-6s colours", shown_theme(desk)));
    choices[N_SETTINGS] = (WfChoice){.key = "theme", .text = texts->pdata[N_SETTINGS]};
    choices[N_SETTINGS + 1] = (WfChoice){.key = "save", .text = "keep all this for next time"};
    wf_app_choose(desk->app, &(WfChoose){.title = "Settings",
                                         .choices = choices,
                                         .n = N_SETTINGS + 2,
                                         .first = at,
                                         .done = on_chosen,
                                         .data = desk});
}

void cmd_options(gpointer app, const char *args)
{
    (void)args;
    open_menu(wf_desk_of(app), 0);
}

/* --- the file --- */

static char *settings_path(void)
{
    return g_build_filename(g_get_user_config_dir(), "weft", "settings", NULL);
}

void cmd_save_settings(gpointer app, const char *args)
{
    (void)args;
    WfDesk *desk = wf_desk_of(app);
    g_autoptr(GString) text = g_string_new("# Written by weft; ':set' and 'o' change these.\n");
    g_autoptr(GError) error = NULL;
    if (desk->explore->width > 0) {
        wf_app_say(app, WF_NOTE, "a script without a terminal keeps no settings");
        return;
    }
    for (guint i = 0; i < N_SETTINGS; i++)
        g_string_append_printf(text, "%s=%s\n", settings[i].name,
                               settings[i].values[settings[i].get(desk)]);
    if (wf_app_theme_choice(app))
        g_string_append_printf(text, "theme=%s\n", wf_app_theme_choice(app));
    g_autofree char *path = settings_path();
    g_autofree char *folder = g_path_get_dirname(path);
    g_mkdir_with_parents(folder, 0700); /* if not, writing says why */
    if (wf_file_write(path, text->str, text->len, 0600, &error))
        wf_app_say(app, WF_NOTE, "settings are kept in %s", path);
    else
        wf_app_say(app, WF_FAULT, "%s", error->message);
}

/* What the command line says wins over the file. */
static bool is_overruled(const WfDesk *desk, const char *line)
{
    return (g_str_has_prefix(line, "theme=") && (desk->explore->theme || g_getenv("WEFT_THEME"))) ||
           (g_str_has_prefix(line, "mouse=") && desk->explore->no_mouse);
}

void settings_read(WfDesk *desk)
{
    g_autofree char *path = settings_path();
    g_autoptr(GError) error = NULL;
    if (desk->explore->width > 0 || !g_file_test(path, G_FILE_TEST_EXISTS))
        return;
    g_autoptr(GBytes) bytes = wf_file_read(path, WF_LIMIT_THEME_BYTES, &error);
    if (!bytes) {
        wf_app_say(desk->app, WF_WARNING, "%s", error->message);
        return;
    }
    gsize len;
    const char *data = g_bytes_get_data(bytes, &len);
    g_autofree char *valid = g_utf8_make_valid(data, (gssize)len);
    g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        const char *line = g_strstrip(lines[i]);
        if (!*line || *line == '#' || is_overruled(desk, line))
            continue;
        g_autofree char *wrong =
            strchr(line, '=') ? assign(desk, line) : g_strdup("a line is NAME=VALUE");
        if (wrong)
            wf_app_say(desk->app, WF_WARNING, "%s:%u: %s", path, i + 1, wrong);
    }
}
