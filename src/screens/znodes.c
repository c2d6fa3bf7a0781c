/* The znodes screen: what should stand below the stack's head, by the model and
 * the stack's key, against what does. What should be comes from znodes_compare.c;
 * what is there is read level by level as it is opened (znodes_found.c). */
#include "znodes.h"

#include <string.h>
#include <weft/protocol.h>
#include <weft/acting.h>
#include "commands.h"
#include <weft/live.h>

static void value_changed(gpointer data)
{
    wf_app_dirty(((ZnodeScreen *)data)->desk->app);
}

/* --- the screen --- */

static void on_news(gpointer self, WfNews news)
{
    if (news == WF_NEWS_LIVE || news == WF_NEWS_CHECKED || news == WF_NEWS_MODEL)
        znodes_renew(self);
    else if (news == WF_NEWS_WRITTEN)
        znodes_compare(self);
    else if (news == WF_NEWS_STORE_GOES)
        znodes_forget(self);
}

ZnodeScreen *znodes_new(WfDesk *desk, WfDetail *detail)
{
    ZnodeScreen *s = g_new0(ZnodeScreen, 1);
    s->desk = desk;
    s->beside = (WfBeside){.detail = detail, .split.per_mille = 500};
    found_init(&s->found, desk->app, znodes_rows_changed, s);
    value_init(&s->value, desk->app, value_changed, s);
    s->tree = wf_tree_new(&znode_tree_ops, s);
    wf_desk_listen(desk, on_news, s);
    return s;
}

static void znodes_close(WfApp *app, gpointer self)
{
    ZnodeScreen *s = self;
    znodes_forget(s);
    if (s->refresh)
        wf_app_busy(app, -1);
    g_clear_handle_id(&s->refresh, g_source_remove);
    g_free(s->goal);
    value_clear(&s->value);
    wf_tree_free(s->tree);
    found_clear(&s->found);
    g_free(s);
}

static void znodes_open(WfApp *app, gpointer self)
{
    (void)app;
    ZnodeScreen *s = self;
    s->opened = true;
    znodes_open_first(s);
    znodes_renew(s);
    znodes_show_value(s);
}

/* The line below: where all this comes from, or what is in the way. */
static WfRole state_text(const ZnodeScreen *s, GString *text)
{
    const WfLive *live = s->desk->live;
    if (live->state == WF_LIVE_FAILED) {
        g_string_append(text, live->trouble);
        return WF_ROLE_FAULT;
    }
    if (live->state == WF_LIVE_CONNECTING && live->trouble) {
        g_string_append_printf(text, "%s: %s", wf_live_where(live), live->trouble);
        return WF_ROLE_FAULT;
    }
    if (live->state == WF_LIVE_STALE) {
        g_autofree char *age = wf_live_age(live);
        g_string_append_printf(text, "%s: %s; what is shown is as it was", age, live->trouble);
        return WF_ROLE_WARNING;
    }
    if (s->trouble) {
        g_string_append(text, s->trouble);
        return WF_ROLE_WARNING;
    }
    if (live->state == WF_LIVE_CONNECTING || live->state == WF_LIVE_READING)
        g_string_append(text, live->state == WF_LIVE_READING ? "reading" : "connecting");
    else if (s->against_nothing || !s->comparison)
        g_string_append(text, live->source == WF_LIVE_REPLAY
                                  ? "a replay has no zNodes: this is what prepare would make"
                                  : "not connected: what prepare would make.  :connect HOSTS or "
                                    ":connect private");
    else if (g_str_equal(wf_comparison_accepted(s->comparison), ""))
        g_string_append(text, "nothing is prepared yet:  :arm, then !p");
    else {
        guint n[WF_N_DIFFERENCES];
        wf_comparison_counts(s->comparison, n);
        bool same = n[WF_DIFFERENCE_MISSING] + n[WF_DIFFERENCE_CHANGED] == 0;
        g_string_append_printf(text,
                               same ? "as the model wants it, generation %" G_GUINT64_FORMAT
                                    : "to become generation %" G_GUINT64_FORMAT ":  :arm, then !p",
                               wf_comparison_generation(s->comparison));
        if (same && n[WF_DIFFERENCE_EXTRA])
            g_string_append_printf(text, "; %u extra, which the next prepare removes",
                                   n[WF_DIFFERENCE_EXTRA]);
    }
    return WF_ROLE_DIM;
}

/* What is under way: a live action, or a comparison. False: nothing is. */
static bool tell_progress(const ZnodeScreen *s, GString *text, double *ret_share)
{
    if (wf_acting_tell(s->desk->acting, text, ret_share))
        return true;
    if (!s->errand)
        return false;
    g_string_append(text, "comparing");
    wf_acting_add_time(text, (double)(g_get_monotonic_time() - s->began) / G_USEC_PER_SEC, s->done);
    *ret_share = s->done;
    return true;
}

static void paint_state(const ZnodeScreen *s, WfGrid *grid, WfRect line)
{
    g_autoptr(GString) text = g_string_new(NULL);
    double share;
    int x = line.x + 1;
    WfRole role = WF_ROLE_TEXT;
    if (tell_progress(s, text, &share)) {
        int width = MIN(30, line.width / 3);
        wf_paint_bar(grid, (WfRect){x, line.y, width, 1}, share, WF_ROLE_BAR);
        x += width + 1;
    } else {
        role = state_text(s, text);
    }
    wf_grid_text(grid, x, line.y, line.x + line.width - x, text->str, role, 0);
}

static void znodes_paint(WfApp *app, gpointer self, WfGrid *grid, WfRect rect)
{
    (void)app;
    ZnodeScreen *s = self;
    paint_state(s, grid, (WfRect){rect.x, rect.y + rect.height - 1, rect.width, 1});
    rect.height--;
    WfRect own = wf_beside_place(&s->beside, rect), pane = s->beside.split.second;
    if (own.width)
        wf_list_paint(wf_tree_list(s->tree), grid, own, !s->beside.focused);
    if (own.width && pane.width)
        wf_split_paint(&s->beside.split, grid);
    WfRect before = wf_grid_clip(grid, pane);
    if (pane.width)
        value_paint(&s->value, grid, pane, s->beside.focused, wf_live_is_stale(s->desk->live));
    wf_grid_clip(grid, before);
}

/* The cursor moved: the value follows, and what is selected on the other screens. */
static void follow(ZnodeScreen *s)
{
    const char *id = wf_list_id(wf_tree_list(s->tree));
    g_auto(WfZpath) at = {0};
    znodes_show_value(s);
    if (!id || !wf_zpath_parse(id, &at) || !at.vm)
        return;
    g_autofree char *facts = g_strconcat("@", at.vm, NULL);
    bool is_facts = g_strcmp0(at.name, WF_FACTS) == 0;
    const char *name = !at.name || at.kind == WF_ZNODE_CHUNK ? at.vm : is_facts ? facts : at.name;
    WfThing thing = wf_view_find(s->desk->view, name);
    if (thing.kind != WF_THING_NONE)
        wf_desk_select(s->desk, thing);
}

static bool znodes_move(WfApp *app, gpointer self, WfMove move, int count)
{
    (void)app;
    ZnodeScreen *s = self;
    if (s->beside.focused && move == WF_MOVE_LEFT) {
        s->beside.focused = false;
        return true;
    }
    if (s->beside.focused)
        return value_move(&s->value, move, count);
    g_clear_pointer(&s->goal, g_free);
    bool moved = wf_tree_move(s->tree, move, count);
    follow(s);
    return moved;
}

static bool enter(ZnodeScreen *s)
{
    const char *id = wf_list_id(wf_tree_list(s->tree));
    if (!id)
        return false;
    if (znodes_have_below(s, id)) {
        g_autofree char *copy = g_strdup(id);
        wf_tree_fold(s->tree, copy, !wf_tree_is_open(s->tree, copy));
    } else {
        s->beside.focused = true;
    }
    return true;
}

static bool znodes_mouse(WfApp *app, gpointer self, const WfMouse *mouse)
{
    (void)app;
    ZnodeScreen *s = self;
    if (wf_split_mouse(&s->beside.split, mouse))
        return true;
    bool on_value = wf_rect_has(s->beside.split.second, mouse->x, mouse->y);
    if (mouse->action == WF_MOUSE_PRESS)
        s->beside.focused = on_value;
    if (on_value)
        return value_mouse(&s->value, mouse);
    int row = wf_tree_mouse(s->tree, mouse);
    if (row >= 0)
        follow(s);
    if (row >= 0 && mouse->action == WF_MOUSE_DOUBLE)
        enter(s);
    return row >= 0;
}

static void go(ZnodeScreen *s, const char *path)
{
    g_autofree char *root = znodes_root(s->desk), *above = g_strdup(path);
    for (gsize i = strlen(root); above[i]; i++)
        if (above[i] == '/') {
            above[i] = 0;
            wf_tree_fold(s->tree, above, true);
            above[i] = '/';
        }
    g_clear_pointer(&s->goal, g_free);
    if (wf_list_go_id(wf_tree_list(s->tree), path))
        follow(s);
    else
        s->goal = g_strdup(path);
}

/* To the next path that differs, in the order of the rows. */
static bool step(ZnodeScreen *s, bool forward)
{
    const char *id = wf_list_id(wf_tree_list(s->tree));
    g_autoptr(GPtrArray) paths = s->comparison ? wf_comparison_paths(s->comparison) : NULL;
    guint n = paths ? paths->len : 0, at = 0;
    if (!n || !id) {
        wf_app_say(s->desk->app, WF_NOTE, "nothing differs");
        return true;
    }
    while (at < n && strcmp(paths->pdata[at], id) < 0)
        at++;
    bool on_it = at < n && strcmp(paths->pdata[at], id) == 0;
    at = forward ? (at + on_it) % n : (at + n - 1) % n;
    g_autofree char *path = g_strdup(paths->pdata[at]);
    go(s, path);
    return true;
}

static bool znodes_command(WfApp *app, gpointer self, const char *id, const char *args)
{
    ZnodeScreen *s = self;
    if (s->beside.focused && value_command(&s->value, id, args))
        return true;
    if (g_str_equal(id, "next-match") || g_str_equal(id, "previous-match"))
        return step(s, id[0] == 'n');
    if (g_str_equal(id, "enter"))
        return s->beside.focused || enter(s);
    if ((g_str_equal(id, "cancel") || g_str_equal(id, "interrupt")) && znodes_stop(s))
        return true;
    if (g_str_equal(id, "copy-details")) {
        g_autofree char *text = value_copy(&s->value);
        wf_app_copy(app, "the value", text);
        return true;
    }
    if (wf_beside_command(&s->beside, id, args))
        return true;
    return screens_command(s->desk, id, args);
}

static void znodes_info(WfApp *app, gpointer self, GString *text)
{
    (void)app;
    ZnodeScreen *s = self;
    guint n[WF_N_DIFFERENCES];
    if (!s->comparison)
        return;
    wf_comparison_counts(s->comparison, n);
    if (s->against_nothing) {
        g_string_append_printf(text, "%u expected", n[WF_DIFFERENCE_MISSING]);
        return;
    }
    static const struct {
        WfDifference which;
        const char *word;
    } parts[] = {{WF_DIFFERENCE_MISSING, "missing"},
                 {WF_DIFFERENCE_CHANGED, "changed"},
                 {WF_DIFFERENCE_EXTRA, "extra"},
                 {WF_DIFFERENCE_NONE, "same"}};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (n[parts[i].which])
            g_string_append_printf(text, "%s%u %s", text->len ? ", " : "", n[parts[i].which],
                                   parts[i].word);
}

static void znodes_hints(WfApp *app, gpointer self, GPtrArray *ids)
{
    const ZnodeScreen *s = self;
    const char *usual[] = {"enter fold, or its value", "next-match next difference",
                           s->differences ? "differences all zNodes" : "differences only these",
                           "compare look again", "fold-znodes fold all"};
    if (wf_app_armed(app))
        g_ptr_array_add(ids, (gpointer) "live-prepare prepare");
    for (guint i = 0; i < G_N_ELEMENTS(usual); i++)
        g_ptr_array_add(ids, (gpointer)usual[i]);
}

static WfCursor znodes_cursor(WfApp *app, gpointer self)
{
    (void)app;
    ZnodeScreen *s = self;
    return s->beside.focused ? (WfCursor){s->beside.split.second.x, s->beside.split.second.y, false}
                             : wf_list_place(wf_tree_list(s->tree));
}

const WfScreenOps znode_screen = {.name = "znodes",
                                  .brief = "zk",
                                  .title = "zNodes",
                                  .number = 6,
                                  .open = znodes_open,
                                  .close = znodes_close,
                                  .paint = znodes_paint,
                                  .move = znodes_move,
                                  .mouse = znodes_mouse,
                                  .command = znodes_command,
                                  .info = znodes_info,
                                  .hints = znodes_hints,
                                  .cursor = znodes_cursor};

/* --- its own commands --- */

void znodes_show_selected(ZnodeScreen *s)
{
    WfThing thing = wf_view_selected(s->desk->view);
    const WfModel *m = s->desk->model;
    g_autofree char *stack = znodes_stack(s->desk), *path = NULL;
    if (thing.kind == WF_THING_COMPONENT)
        path = wf_path_outcome(stack, wf_model_vm_name(m, wf_model_component_vm(m, thing.id)),
                               wf_model_component_name(m, thing.id));
    else if (thing.kind == WF_THING_FACTS)
        path = wf_path_outcome(stack, wf_model_vm_name(m, thing.id), WF_FACTS);
    else if (thing.kind == WF_THING_VM)
        path = wf_path_manifest(stack, wf_model_vm_name(m, thing.id));
    if (path)
        go(s, path);
}

void cmd_znodes_compare(gpointer app, const char *args)
{
    (void)args;
    znodes_compare(screens_of(app)->znodes);
}

void cmd_znodes_differences(gpointer app, const char *args)
{
    (void)args;
    ZnodeScreen *s = screens_of(app)->znodes;
    s->differences = !s->differences;
    wf_tree_refresh(s->tree);
    follow(s);
    wf_app_say(app, WF_NOTE, "%s", s->differences ? "only what differs" : "all zNodes");
}

void cmd_fold_znodes(gpointer app, const char *args)
{
    (void)args;
    ZnodeScreen *s = screens_of(app)->znodes;
    g_autofree char *root = znodes_root(s->desk);
    wf_tree_fold_all(s->tree, false);
    wf_tree_fold(s->tree, root, true);
    follow(s);
}
