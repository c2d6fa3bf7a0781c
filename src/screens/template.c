/* The template screen: the integrated template beside the stripped one, as a
 * difference, and below it what became of each thing and why. The credentials
 * that VMs get and the defaults of hidden parameters are masked here; they are
 * only in the file that is written. */
#include "screens.h"

#include <weft/text.h>
#include <weft/emit.h>
#include <weft/keys.h>
#include <weft/strip.h>
#include "commands.h"
#include <weft/seek.h>
#include <weft/desk.h>

#define CONTEXT 3

struct TemplateScreen {
    WfDesk *desk;
    WfDiffView *diff;
    WfSeek seek;          /* in the difference */
    WfStripped *stripped; /* NULL: not made, or there is trouble */
    char *old_text, *new_text;
    char *trouble;
    json_t *integrated; /* while it is being made */
    enum { NOT_MADE, INTEGRATE, STRIP, OLD_TEXT, NEW_TEXT, COMPARE, MADE } stage;
    guint source;  /* goes on with it; or 0 */
    bool whole;    /* unchanged lines too */
    GArray *items; /* of guint: those of stripped->items that say something */
    WfList *list;
    WfSplit split;
    bool on_items;
};

static const WfStripItem *at(const TemplateScreen *s, guint row)
{
    return &g_array_index(s->stripped->items, WfStripItem, g_array_index(s->items, guint, row));
}

/* --- making it --- */

static void stop(TemplateScreen *s)
{
    if (!s->source)
        return;
    g_clear_handle_id(&s->source, g_source_remove);
    wf_app_busy(s->desk->app, -1);
}

static void forget(TemplateScreen *s)
{
    stop(s);
    s->stage = NOT_MADE;
    g_clear_pointer(&s->integrated, json_decref);
    g_array_set_size(s->items, 0);
    g_clear_pointer(&s->stripped, wf_stripped_free);
    g_clear_pointer(&s->trouble, g_free);
    g_clear_pointer(&s->old_text, g_free);
    g_clear_pointer(&s->new_text, g_free);
    wf_list_refresh(s->list);
}

static char *masked(const char *text)
{
    g_autoptr(GRegex) credential = g_regex_new("(\"credential\":\")[^\"]*", 0, 0, NULL);
    return g_regex_replace(credential, text, -1, 0, "\\1" WF_TEXT_MASK, 0, NULL);
}

/* The template as text, with a mask for the defaults of hidden parameters. */
static char *shown_text(const json_t *template)
{
    json_auto_t *copy = json_deep_copy(template);
    const char *name;
    json_t *parameter;

    json_object_foreach (json_object_get(copy, "parameters"), name, parameter) {
        const json_t *hidden = json_object_get(parameter, "hidden");
        bool is_hidden =
            json_is_true(hidden) ||
            (json_is_string(hidden) && !g_ascii_strcasecmp(json_string_value(hidden), "true"));
        if (is_hidden && json_object_get(parameter, "default"))
            json_object_set_new(parameter, "default", json_string(WF_TEXT_MASK));
    }
    g_autofree char *text = wf_emit_yaml(copy);
    return masked(text);
}

static void compare(TemplateScreen *s)
{
    wf_diff_view_set(s->diff, s->old_text, s->new_text, s->whole ? -1 : CONTEXT);
    wf_seek_again(&s->seek);
}

static WfStripped *strip(const TemplateScreen *s, GError **error)
{
    const char *stack = s->desk->stack;
    g_autoptr(WfKeys) keys = wf_keys_random(stack ? stack : WF_DESK_STACK);
    return wf_desk_strip(s->desk, keys, error);
}

static void list_items(TemplateScreen *s)
{
    for (guint i = 0; i < s->stripped->items->len; i++) {
        const WfStripItem *item = &g_array_index(s->stripped->items, WfStripItem, i);
        if (item->state != WF_STRIP_KEPT)
            g_array_append_val(s->items, i);
    }
    wf_list_refresh(s->list);
}

/* True: there is more to do. */
static bool step(TemplateScreen *s)
{
    g_autoptr(GError) error = NULL;
    switch (s->stage) {
    case INTEGRATE:
        s->integrated = wf_emit_integrated(s->desk->model, &error);
        break;
    case STRIP:
        s->stripped = strip(s, &error);
        break;
    case OLD_TEXT:
        s->old_text = shown_text(s->integrated);
        g_clear_pointer(&s->integrated, json_decref);
        break;
    case NEW_TEXT:
        s->new_text = shown_text(s->stripped->template);
        break;
    case COMPARE:
        compare(s);
        list_items(s);
        break;
    case NOT_MADE:
    case MADE:
        return false;
    }
    s->trouble = error ? g_strdup(error->message) : NULL;
    s->stage = error ? MADE : s->stage + 1;
    return s->stage != MADE;
}

static gboolean on_step(gpointer data)
{
    TemplateScreen *s = data;
    wf_app_dirty(s->desk->app);
    if (step(s))
        return G_SOURCE_CONTINUE;
    s->source = 0;
    wf_app_busy(s->desk->app, -1);
    return G_SOURCE_REMOVE;
}

#define AT_ONCE_COMPONENTS 2000 /* more are made in steps, */
#define STEP_MS 40              /* with a frame in between */

static void make(TemplateScreen *s)
{
    if (s->stage != NOT_MADE)
        return;
    s->stage = INTEGRATE;
    if (wf_model_n_components(s->desk->model) > AT_ONCE_COMPONENTS) {
        s->source = g_timeout_add(STEP_MS, on_step, s);
        wf_app_busy(s->desk->app, 1);
        return;
    }
    while (step(s))
        ;
}

/* --- the list of what became of things --- */

static guint count(gpointer data)
{
    return ((const TemplateScreen *)data)->items->len;
}

static void row_id(gpointer data, guint row, GString *id)
{
    const WfStripItem *item = at(data, row);
    g_string_append_printf(id, "%s %s %s", item->section, item->name,
                           item->property ? item->property : "");
}

static void paint_row(gpointer data, guint row, WfGrid *grid, WfRect line, guint attr)
{
    static const WfRole roles[] = {[WF_STRIP_KEPT] = WF_ROLE_SAME,
                                   [WF_STRIP_CHANGED] = WF_ROLE_PLAN_UPDATE,
                                   [WF_STRIP_ADDED] = WF_ROLE_ADDED,
                                   [WF_STRIP_REMOVED] = WF_ROLE_REMOVED};
    static const char marks[] = {[WF_STRIP_KEPT] = ' ',
                                 [WF_STRIP_CHANGED] = '~',
                                 [WF_STRIP_ADDED] = '+',
                                 [WF_STRIP_REMOVED] = '-'};
    const WfStripItem *item = at(data, row);
    int x = line.x + 1, end = line.x + line.width;
    x += wf_grid_printf(grid, x, line.y, end - x, roles[item->state], attr, "%c %s%s%s",
                        marks[item->state], item->name, item->property ? "." : "",
                        item->property ? item->property : "");
    wf_grid_printf(grid, x, line.y, end - x, WF_ROLE_DIM, attr, "  %s", item->reason);
}

static const WfListOps ops = {.count = count,
                              .id = row_id,
                              .paint = paint_row,
                              .empty = "nothing leaves and nothing is added"};

static guint mark(gpointer data, const char *needle)
{
    return wf_diff_view_search(((TemplateScreen *)data)->diff, needle);
}

static bool next(gpointer data, bool forward)
{
    return wf_diff_view_next_match(((TemplateScreen *)data)->diff, forward);
}

static void template_close(WfApp *app, gpointer self)
{
    (void)app;
    TemplateScreen *s = self;
    forget(s);
    wf_diff_view_free(s->diff);
    wf_seek_clear(&s->seek);
    wf_list_free(s->list);
    g_array_unref(s->items);
    g_free(s);
}

static void on_news(gpointer self, WfNews news)
{
    TemplateScreen *s = self;
    if (news != WF_NEWS_MODEL)
        return;
    forget(s);
    if (wf_desk_shows(s->desk, "template"))
        make(s);
}

TemplateScreen *template_new(WfDesk *desk)
{
    TemplateScreen *s = g_new0(TemplateScreen, 1);
    s->desk = desk;
    s->diff = wf_diff_view_new();
    wf_seek_init(&s->seek, desk->app, mark, next, s);
    s->items = g_array_new(FALSE, FALSE, sizeof(guint));
    s->list = wf_list_new(&ops, s);
    s->split = (WfSplit){.stacked = true, .per_mille = 700, .least = 4};
    wf_desk_listen(desk, on_news, s);
    return s;
}

/* --- the screen --- */

static void template_open(WfApp *app, gpointer self)
{
    (void)app;
    make(self);
}

static void paint_trouble(const TemplateScreen *s, WfGrid *grid, WfRect rect)
{
    wf_grid_printf(grid, rect.x + 1, rect.y, rect.width - 1, WF_ROLE_FAULT, 0,
                   "there is no stripped template: %s", s->trouble);
    wf_grid_text(grid, rect.x + 1, rect.y + 1, rect.width - 1, "3 lists what is wrong", WF_ROLE_DIM,
                 0);
}

static void template_paint(WfApp *app, gpointer self, WfGrid *grid, WfRect rect)
{
    (void)app;
    TemplateScreen *s = self;
    if (s->source) {
        wf_grid_text(grid, rect.x + 1, rect.y, rect.width - 1, "stripping a large template ...",
                     WF_ROLE_DIM, 0);
        return;
    }
    if (s->trouble || !s->stripped) {
        paint_trouble(s, grid, rect);
        return;
    }
    bool both = rect.height >= 14;
    s->split.least = both ? 4 : rect.height;
    wf_split_place(&s->split, rect);
    if (!both && s->on_items) {
        wf_list_paint(s->list, grid, rect, true);
        return;
    }
    wf_diff_view_paint(s->diff, grid, s->split.first, !s->on_items);
    wf_split_paint(&s->split, grid);
    if (both)
        wf_list_paint(s->list, grid, s->split.second, s->on_items);
}

static bool template_move(WfApp *app, gpointer self, WfMove move, int n)
{
    (void)app;
    TemplateScreen *s = self;
    return s->on_items ? wf_list_move(s->list, move, n) : wf_diff_view_move(s->diff, move, n);
}

/* To the graph, if it is there. */
static bool enter_item(TemplateScreen *s)
{
    int row = wf_list_cursor(s->list);
    g_autofree char *name = row < 0 ? NULL : g_strdup(at(s, (guint)row)->name);
    if (!name || wf_view_find(s->desk->view, name).kind == WF_THING_NONE)
        return false;
    wf_app_show_screen(s->desk->app, "graph");
    return wf_desk_goto(s->desk, name);
}

static bool template_mouse(WfApp *app, gpointer self, const WfMouse *mouse)
{
    (void)app;
    TemplateScreen *s = self;
    if (wf_split_mouse(&s->split, mouse))
        return true;
    bool below = wf_rect_has(s->split.second, mouse->x, mouse->y);
    if (mouse->action == WF_MOUSE_PRESS)
        s->on_items = below;
    if (!below)
        return wf_diff_view_mouse(s->diff, mouse);
    bool row = wf_list_mouse(s->list, mouse) >= 0;
    return row && mouse->action == WF_MOUSE_DOUBLE ? enter_item(s) : row;
}

static bool template_command(WfApp *app, gpointer self, const char *id, const char *args)
{
    (void)app;
    TemplateScreen *s = self;
    if (g_str_has_prefix(id, "pane-")) {
        s->on_items = !s->on_items;
        return true;
    }
    if (!s->on_items && wf_seek_command(&s->seek, id, args))
        return true;
    if (g_str_equal(id, "next-match") || g_str_equal(id, "previous-match")) {
        s->on_items = false;
        return wf_diff_view_next(s->diff, id[0] == 'n');
    }
    if (s->on_items && (g_str_equal(id, "cancel") || g_str_equal(id, "close"))) {
        s->on_items = false;
        return true;
    }
    return g_str_equal(id, "enter") && s->on_items && enter_item(s);
}

static void template_info(WfApp *app, gpointer self, GString *text)
{
    (void)app;
    TemplateScreen *s = self;
    if (!s->stripped)
        return;
    guint n[WF_STRIP_REMOVED + 1] = {0};
    for (guint i = 0; i < s->stripped->items->len; i++)
        n[g_array_index(s->stripped->items, WfStripItem, i).state]++;
    g_string_append_printf(text, "%u leave, %u added", n[WF_STRIP_REMOVED], n[WF_STRIP_ADDED]);
}

static void template_hints(WfApp *app, gpointer self, GPtrArray *ids)
{
    (void)app;
    const TemplateScreen *s = self;
    const char *usual[] = {"next-match next change",
                           s->whole ? "template-whole only changes" : "template-whole all lines",
                           "pane-next", "write-template"};
    for (guint i = 0; i < G_N_ELEMENTS(usual); i++)
        g_ptr_array_add(ids, (gpointer)usual[i]);
}

const WfScreenOps template_screen = {.name = "template",
                                     .brief = "tmpl",
                                     .title = "Template",
                                     .number = 5,
                                     .open = template_open,
                                     .close = template_close,
                                     .paint = template_paint,
                                     .move = template_move,
                                     .mouse = template_mouse,
                                     .command = template_command,
                                     .info = template_info,
                                     .hints = template_hints};

/* --- its own commands --- */

void cmd_template_whole(gpointer app, const char *args)
{
    (void)args;
    TemplateScreen *s = screens_of(app)->template;
    s->whole = !s->whole;
    if (s->stage == MADE && s->stripped)
        compare(s);
}
