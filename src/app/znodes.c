/* The znodes screen: what should stand below the stack's head, by the model and
 * the stack's key, against what does.
 *
 * What should be comes from a prepare that only looks (or, without a connection,
 * looks at nothing); what is there is read level by level as it is opened. The
 * comparison is made anew when the model or the head is another one and somebody
 * looks at the screen. */
#include "znodes.h"

#include <string.h>
#include <weft/protocol.h>
#include <weft/text.h>
#include "acting.h"
#include "commands.h"
#include "detail.h"
#include "live.h"

/* Comparing a model that is larger takes seconds in which no key is heard: only when asked for. */
#define COMPARED_UNASKED 20000
#define REFRESH_MS 20
#define VMS_OPEN 30 /* so many VMs are listed from the beginning */

struct ZnodeScreen {
    Desk *desk;
    WfTree *tree;
    Beside beside;
    Found found;
    ZnodeValue value;
    bool differences; /* only those are listed */
    bool asked;       /* for a comparison, however large the model is */
    bool stale;       /* the connection was */

    WfPrepare *prepare; /* under way */
    WfModel *model;     /* what it reads */
    WfKeys *own_keys;   /* without a connection: of nobody */
    WfFindings *findings;
    WfComparison *comparison;
    bool against_nothing; /* that one: there was no connection */
    bool alone;           /* the one under way: there is none */
    char *trouble;
    char *compared; /* what the comparison is of, and what there is to compare now */
    guint idle, refresh;
    char *goal; /* where the cursor goes as soon as there is such a row; or NULL */
    bool opened;
};

static char *stack_of(const Desk *desk)
{
    return desk->live->stack ? g_strdup(desk->live->stack)
           : desk->stack     ? g_strdup(desk->stack)
                             : live_stack_of(desk->path);
}

static char *root_of(const Desk *desk)
{
    g_autofree char *stack = stack_of(desk);
    return wf_path_head(stack);
}

static bool is_visible(const ZnodeScreen *s)
{
    return g_strcmp0(wf_app_screen(s->desk->app), "znodes") == 0;
}

/* --- the tree --- */

static char *join(const char *path, const char *name)
{
    return g_strconcat(path, "/", name, NULL);
}

static void add_child(const char *path, const char *name, GHashTable *seen, GPtrArray *ret)
{
    if (g_hash_table_add(seen, (gpointer)name))
        g_ptr_array_add(ret, join(path, name));
}

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void children(gpointer data, const char *id, GPtrArray *ret)
{
    ZnodeScreen *s = data;
    if (!id) {
        g_ptr_array_add(ret, root_of(s->desk));
        return;
    }
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    const GPtrArray *found = found_children(&s->found, id);
    const GPtrArray *differ = s->comparison ? wf_comparison_children(s->comparison, id) : NULL;
    for (guint i = 0; differ && i < differ->len; i++)
        add_child(id, differ->pdata[i], seen, ret);
    for (guint i = 0; !s->differences && found && i < found->len; i++)
        add_child(id, found->pdata[i], seen, ret);
    g_ptr_array_sort(ret, by_text);
}

static bool is_folder(const char *path)
{
    g_auto(WfZpath) at = {0};
    if (!wf_zpath_parse(path, &at))
        return false;
    return at.kind == WF_ZNODE_HEAD || at.kind == WF_ZNODE_MODELS || at.kind == WF_ZNODE_RECIPES ||
           at.kind == WF_ZNODE_ACLS || at.kind == WF_ZNODE_VMS || at.kind == WF_ZNODE_MANIFEST ||
           at.kind == WF_ZNODE_OUTCOMES;
}

static bool has_children(gpointer data, const char *id)
{
    const ZnodeScreen *s = data;
    const FoundNode *node = found_get(&s->found, id);
    if (s->comparison && wf_comparison_children(s->comparison, id))
        return true;
    if (s->differences)
        return false;
    if (node && node->listed)
        return node->names && node->names->len;
    if (node && node->has_stat)
        return node->stat.n_children > 0;
    return is_folder(id) && s->found.store;
}

static WfDifference difference_of(const ZnodeScreen *s, const char *id)
{
    WfDifference d = s->comparison ? wf_comparison_of(s->comparison, id) : WF_DIFFERENCE_NONE;
    bool above = s->comparison && wf_comparison_children(s->comparison, id);
    if (d == WF_DIFFERENCE_NONE && above && !found_is_there(&s->found, id))
        return WF_DIFFERENCE_MISSING; /* a folder of what is missing */
    return d;
}

typedef struct {
    char letter;
    WfGlyph glyph;
    WfRole role;
} Mark;

/* Without anything to compare with a node is only what it should be. */
static Mark mark_of(const ZnodeScreen *s, const char *id)
{
    static const Mark marks[] = {
        [WF_DIFFERENCE_NONE] = {'S', WF_GLYPH_OK, WF_ROLE_SAME},
        [WF_DIFFERENCE_MISSING] = {'M', WF_GLYPH_WAIT, WF_ROLE_ADDED},
        [WF_DIFFERENCE_CHANGED] = {'C', WF_GLYPH_STALE, WF_ROLE_PLAN_UPDATE},
        [WF_DIFFERENCE_EXTRA] = {'X', WF_GLYPH_FAIL, WF_ROLE_REMOVED}};
    static const Mark expected = {'E', WF_GLYPH_PENDING, WF_ROLE_TEXT};
    static const Mark unknown = {' ', WF_GLYPH_PENDING, WF_ROLE_TEXT};
    if (!s->comparison)
        return unknown;
    if (s->against_nothing)
        return expected;
    WfDifference d = difference_of(s, id);
    g_auto(WfZpath) at = {0};
    if (d == WF_DIFFERENCE_NONE && (!wf_zpath_parse(id, &at) || at.kind == WF_ZNODE_OTHER))
        return (Mark){'?', WF_GLYPH_LOST, WF_ROLE_WARNING}; /* nothing of weft's */
    return marks[d];
}

/* What is below, in words; "" if nothing differs. */
static char *below_text(const ZnodeScreen *s, const char *id)
{
    guint n[WF_N_DIFFERENCES] = {0};
    g_autoptr(GString) text = g_string_new(NULL);
    if (s->comparison)
        wf_comparison_below(s->comparison, id, n);
    for (guint d = WF_DIFFERENCE_MISSING; d < WF_N_DIFFERENCES; d++)
        if (n[d])
            g_string_append_printf(text, "%s%u %s", text->len ? ", " : "", n[d],
                                   s->against_nothing ? "expected" : wf_difference_name(d));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *stat_text(const FoundNode *node)
{
    if (!node || node->gone)
        return g_strdup("");
    if (node->rc == WF_RC_NO_AUTH)
        return g_strdup("no right to read");
    if (!node->has_stat)
        return g_strdup("");
    g_autofree char *size = node->stat.data_len < 10000
                                ? g_strdup_printf("%d B", node->stat.data_len)
                                : g_strdup_printf("%d kB", node->stat.data_len / 1000);
    return g_strdup_printf("%s%s  v%d", node->stat.owner ? "ephemeral  " : "", size,
                           node->stat.version);
}

static void paint(gpointer data, const char *id, WfGrid *grid, WfRect line, guint attr)
{
    ZnodeScreen *s = data;
    Mark mark = mark_of(s, id);
    const char *slash = strrchr(id, '/');
    g_autofree char *root = root_of(s->desk);
    g_autofree char *name = g_str_equal(id, root) ? NULL : wf_zname_decode(slash + 1);
    g_autofree char *below = below_text(s, id);
    if (live_is_stale(s->desk->live))
        attr |= WF_ATTR_DIM;
    if (s->found.store)
        found_ask_stat(&s->found, id);
    g_autofree char *stat = stat_text(found_get(&s->found, id));
    int x = line.x, end = line.x + line.width, width = wf_text_width(stat, -1);
    wf_grid_put(grid, x, line.y, wf_glyph(mark.glyph, wf_grid_ascii(grid)), mark.role, attr);
    wf_grid_put(grid, x + 1, line.y, (gunichar)mark.letter, mark.role, attr);
    x += 3;
    x += wf_grid_text(grid, x, line.y, end - x,
                      g_str_equal(id, root) ? id
                      : name                ? name
                                            : slash + 1,
                      mark.role, attr);
    if (below[0])
        x += 2 + wf_grid_text(grid, x + 2, line.y, end - x - 2, below, WF_ROLE_DIM, attr);
    if (x + 2 + width < end)
        wf_grid_text(grid, end - width - 1, line.y, width, stat, WF_ROLE_DIM, attr);
}

static const WfTreeOps ops = {
    .children = children, .has_children = has_children, .paint = paint, .empty = "nothing is here"};

static void show_value(ZnodeScreen *s)
{
    const char *id = wf_list_id(wf_tree_list(s->tree));
    value_show(&s->value, s->found.store, id, s->comparison,
               id ? difference_of(s, id) : WF_DIFFERENCE_NONE);
}

/* Answers come in crowds: the rows are made once for all of them. */
static gboolean on_refresh(gpointer data)
{
    ZnodeScreen *s = data;
    s->refresh = 0;
    wf_app_busy(s->desk->app, -1);
    wf_tree_refresh(s->tree);
    if (s->goal && wf_list_go_id(wf_tree_list(s->tree), s->goal))
        g_clear_pointer(&s->goal, g_free);
    show_value(s);
    wf_app_dirty(s->desk->app);
    return G_SOURCE_REMOVE;
}

static void rows_changed(gpointer data)
{
    ZnodeScreen *s = data;
    if (s->refresh)
        return;
    s->refresh = g_timeout_add(REFRESH_MS, on_refresh, s);
    wf_app_busy(s->desk->app, 1);
}

static void value_changed(gpointer data)
{
    wf_app_dirty(((ZnodeScreen *)data)->desk->app);
}

/* --- comparing --- */

static void stop(ZnodeScreen *s)
{
    g_clear_handle_id(&s->idle, g_source_remove);
    if (s->prepare)
        wf_app_busy(s->desk->app, -1);
    g_clear_pointer(&s->prepare, wf_prepare_free);
    g_clear_pointer(&s->own_keys, wf_keys_free);
    g_clear_pointer(&s->findings, wf_findings_free);
    g_clear_pointer(&s->model, wf_model_unref);
}

static void set_trouble(ZnodeScreen *s, char *trouble)
{
    g_free(s->trouble);
    s->trouble = trouble;
}

static void forget_comparison(ZnodeScreen *s)
{
    s->value.comparison = NULL;
    g_clear_pointer(&s->comparison, wf_comparison_free);
}

/* A prepare may not be freed while it calls. */
static gboolean on_compared(gpointer data)
{
    ZnodeScreen *s = data;
    s->idle = 0;
    stop(s);
    rows_changed(s);
    return G_SOURCE_REMOVE;
}

static void on_prepare(WfPrepare *prepare, const WfPrepareProgress *p, gpointer data)
{
    ZnodeScreen *s = data;
    if (p->phase == WF_PREPARE_READY) {
        forget_comparison(s);
        s->comparison = wf_prepare_compare(prepare);
        s->against_nothing = s->alone;
    } else if (p->phase == WF_PREPARE_DONE && p->error) {
        const WfFinding *f = wf_findings_n(s->findings) ? wf_findings_get(s->findings, 0) : NULL;
        set_trouble(s, g_strdup(f ? f->message : p->error->message));
    } else {
        return;
    }
    if (!s->idle)
        s->idle = g_idle_add(on_compared, s);
}

/* Why there can be no comparison; NULL: there can. */
static char *why_not(const ZnodeScreen *s)
{
    const Desk *desk = s->desk;
    guint errors = wf_findings_count(desk->findings, WF_FAULT);
    if (desk->check_source)
        return g_strdup("checking the model");
    if (errors)
        return g_strdup_printf("the model has %u error%s, which 3 lists: what should be here "
                               "cannot be told",
                               errors, errors == 1 ? "" : "s");
    if (wf_model_n_components(desk->model) > COMPARED_UNASKED && !s->asked)
        return g_strdup("a large model: r compares, which takes some seconds");
    return NULL;
}

/* What a comparison would be of. */
static char *subject(const ZnodeScreen *s)
{
    const Live *live = s->desk->live;
    const WfHead *head = live->progress ? wf_progress_head(live->progress) : NULL;
    g_autofree char *stack = stack_of(s->desk);
    return g_strdup_printf("%s %p %p %" G_GUINT64_FORMAT " %d %d %d", stack, (void *)s->desk->model,
                           (void *)s->found.store, head ? head->generation : 0,
                           head ? (int)head->phase : -1, s->desk->check_source != 0, s->asked);
}

static void compare(ZnodeScreen *s)
{
    const Live *live = s->desk->live;
    g_autofree char *stack = stack_of(s->desk);
    stop(s);
    set_trouble(s, why_not(s));
    g_free(s->compared);
    s->compared = subject(s);
    s->alone = !s->found.store;
    found_again(&s->found); /* what was not there left no watch behind */
    rows_changed(s);
    if (s->trouble) {
        forget_comparison(s);
        return;
    }
    if (!live->keys)
        s->own_keys = live_keys_to_compare(live, stack);
    s->model = wf_model_ref(s->desk->model);
    s->findings = wf_findings_new();
    WfPrepareOptions o = {.stack = stack,
                          .model = s->model,
                          .keys = live->keys ? live->keys : s->own_keys,
                          .dry_run = true};
    wf_app_busy(s->desk->app, 1);
    s->prepare = wf_prepare_start(s->found.store, &o, s->findings, on_prepare, s);
}

/* Is what there is to see settled enough to compare with? */
static bool is_time(const ZnodeScreen *s)
{
    const Live *live = s->desk->live;
    if (acting_writes(s->desk->acting))
        return false;
    return live->state == LIVE_FOLLOWING || live->state == LIVE_OFF || live->state == LIVE_FAILED ||
           (live->state == LIVE_CONNECTING && live->trouble && !live->connected);
}

static void open_first(ZnodeScreen *s)
{
    g_autofree char *root = root_of(s->desk), *vms = join(root, "vms");
    if (wf_tree_is_open(s->tree, root))
        return;
    wf_tree_fold(s->tree, root, true);
    if (wf_model_n_vms(s->desk->model) <= VMS_OPEN)
        wf_tree_fold(s->tree, vms, true);
}

void znodes_renew(ZnodeScreen *s)
{
    const Live *live = s->desk->live;
    bool stale = live_is_stale(live);
    if (!s->opened)
        return;
    if (!stale)
        found_use(&s->found, live_is_connected(live) ? live->store : NULL);
    if (s->stale && !stale && s->found.store)
        found_again(&s->found);
    s->stale = stale;
    g_autofree char *now = subject(s);
    if (is_visible(s) && is_time(s) && g_strcmp0(now, s->compared) != 0) {
        open_first(s);
        compare(s);
    }
    rows_changed(s);
}

void znodes_compare(ZnodeScreen *s)
{
    g_clear_pointer(&s->compared, g_free);
    znodes_renew(s);
}

void znodes_forget(ZnodeScreen *s)
{
    if (!s)
        return;
    stop(s);
    value_show(&s->value, NULL, NULL, NULL, WF_DIFFERENCE_NONE);
    found_use(&s->found, NULL);
    forget_comparison(s);
    g_clear_pointer(&s->compared, g_free);
    set_trouble(s, NULL);
    s->stale = false;
    rows_changed(s);
}

/* --- the screen --- */

ZnodeScreen *znodes_new(Desk *desk)
{
    ZnodeScreen *s = g_new0(ZnodeScreen, 1);
    s->desk = desk;
    s->beside.split.per_mille = 500;
    found_init(&s->found, desk->app, rows_changed, s);
    value_init(&s->value, desk->app, value_changed, s);
    s->tree = wf_tree_new(&ops, s);
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
    open_first(s);
    znodes_renew(s);
    show_value(s);
}

/* The line below: where all this comes from, or what is in the way. */
static WfRole state_text(const ZnodeScreen *s, GString *text)
{
    const Live *live = s->desk->live;
    g_autofree char *head = live_head(live);
    if (live->state == LIVE_FAILED) {
        g_string_append(text, live->trouble);
        return WF_ROLE_FAULT;
    }
    if (live->state == LIVE_CONNECTING && live->trouble) {
        g_string_append_printf(text, "%s: %s", live_where(live), live->trouble);
        return WF_ROLE_FAULT;
    }
    if (live->state == LIVE_STALE) {
        g_autofree char *age = live_age(live);
        g_string_append_printf(text, "%s: %s; what is shown is as it was", age, live->trouble);
        return WF_ROLE_WARNING;
    }
    if (s->trouble) {
        g_string_append(text, s->trouble);
        return WF_ROLE_WARNING;
    }
    if (live->state == LIVE_CONNECTING || live->state == LIVE_READING)
        g_string_append(text, live->state == LIVE_READING ? "reading" : "connecting");
    else if (s->prepare && !s->idle)
        g_string_append(text, "comparing");
    else if (s->against_nothing || !s->comparison)
        g_string_append(text, live->source == LIVE_REPLAY
                                  ? "a replay has no zNodes: this is what prepare would make"
                                  : "not connected: this is what prepare would make.  :connect "
                                    "HOSTS, or :connect private");
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

static void paint_state(const ZnodeScreen *s, WfGrid *grid, WfRect line)
{
    g_autoptr(GString) text = g_string_new(NULL);
    if (acting_paint(s->desk->acting, grid, line))
        return;
    WfRole role = state_text(s, text);
    wf_grid_text(grid, line.x + 1, line.y, line.width - 1, text->str, role, 0);
}

static void znodes_paint(WfApp *app, gpointer self, WfGrid *grid, WfRect rect)
{
    (void)app;
    ZnodeScreen *s = self;
    paint_state(s, grid, (WfRect){rect.x, rect.y + rect.height - 1, rect.width, 1});
    rect.height--;
    WfRect own = beside_place(&s->beside, s->desk->detail, rect), pane = s->beside.split.second;
    if (own.width)
        wf_list_paint(wf_tree_list(s->tree), grid, own, !s->beside.focused);
    if (own.width && pane.width)
        wf_split_paint(&s->beside.split, grid);
    WfRect before = wf_grid_clip(grid, pane);
    if (pane.width)
        value_paint(&s->value, grid, pane, s->beside.focused, live_is_stale(s->desk->live));
    wf_grid_clip(grid, before);
}

/* The cursor moved: the value follows, and what is selected on the other screens. */
static void follow(ZnodeScreen *s)
{
    const char *id = wf_list_id(wf_tree_list(s->tree));
    g_auto(WfZpath) at = {0};
    show_value(s);
    if (!id || !wf_zpath_parse(id, &at) || !at.vm)
        return;
    g_autofree char *facts = g_strconcat("@", at.vm, NULL);
    bool is_facts = g_strcmp0(at.name, WF_FACTS) == 0;
    const char *name = !at.name || at.kind == WF_ZNODE_CHUNK ? at.vm : is_facts ? facts : at.name;
    WfThing thing = wf_view_find(s->desk->view, name);
    if (thing.kind != WF_THING_NONE)
        desk_select(s->desk, thing);
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
    if (has_children(s, id)) {
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
    g_autofree char *root = root_of(s->desk), *above = g_strdup(path);
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
    if (g_str_equal(id, "next-match") || g_str_equal(id, "previous-match"))
        return step(s, id[0] == 'n');
    if (g_str_equal(id, "enter"))
        return s->beside.focused || enter(s);
    if (g_str_equal(id, "copy-details")) {
        g_autofree char *text = value_copy(&s->value);
        wf_app_copy(app, "the value", text);
        return true;
    }
    if (beside_command(&s->beside, s->desk->detail, id, args))
        return true;
    return desk_command(s->desk, id, args);
}

static void znodes_info(WfApp *app, gpointer self, GString *text)
{
    (void)app;
    ZnodeScreen *s = self;
    guint n[WF_N_DIFFERENCES];
    if (!s->comparison)
        return;
    wf_comparison_counts(s->comparison, n);
    if (s->against_nothing)
        g_string_append_printf(text, "%u expected", n[WF_DIFFERENCE_MISSING]);
    else
        g_string_append_printf(text, "%u missing, %u changed, %u extra, %u same",
                               n[WF_DIFFERENCE_MISSING], n[WF_DIFFERENCE_CHANGED],
                               n[WF_DIFFERENCE_EXTRA], n[WF_DIFFERENCE_NONE]);
}

static void znodes_hints(WfApp *app, gpointer self, GPtrArray *ids)
{
    (void)self;
    static const char *const usual[] = {"enter", "next-match", "differences", "compare",
                                        "fold-znodes"};
    if (wf_app_armed(app))
        g_ptr_array_add(ids, (gpointer) "live-prepare");
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
    g_autofree char *stack = stack_of(s->desk), *path = NULL;
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
    ZnodeScreen *s = desk_of(app)->znodes;
    s->asked = true;
    znodes_compare(s);
}

void cmd_znodes_differences(gpointer app, const char *args)
{
    (void)args;
    ZnodeScreen *s = desk_of(app)->znodes;
    s->differences = !s->differences;
    wf_tree_refresh(s->tree);
    follow(s);
    wf_app_say(app, WF_NOTE, "%s", s->differences ? "only what differs" : "all zNodes");
}

void cmd_fold_znodes(gpointer app, const char *args)
{
    (void)args;
    ZnodeScreen *s = desk_of(app)->znodes;
    g_autofree char *root = root_of(s->desk);
    wf_tree_fold_all(s->tree, false);
    wf_tree_fold(s->tree, root, true);
    follow(s);
}
