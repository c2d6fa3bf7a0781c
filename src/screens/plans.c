/* The plan screen: deletions and replacements first, then the work by wave;
 * beside it why, and what changed. Without a second model it is the order in
 * which everything is created. */
#include "screens.h"

#include "commands.h"

typedef struct {
    guint32 item; /* G_MAXUINT32: a title */
    char *title;
} Row;

struct PlanScreen {
    WfBeside beside;
    WfDesk *desk;
    WfList *list;
    GArray *rows; /* of Row; NULL: to be made */
    int action;   /* WfPlanAction shown alone, -1: all */
    bool syncing;
};

static void clear_row(gpointer data)
{
    g_free(((Row *)data)->title);
}

static const Row *at(const PlanScreen *s, guint row)
{
    return &g_array_index(s->rows, Row, row);
}

/* --- which rows there are --- */

/* As the tree has it: with what runs on it. */
static bool vm_matches(const WfModel *m, WfId resource, const guint8 *matches)
{
    guint32 n;
    WfId vm = wf_model_resource_vm(m, resource);
    const WfId *components = wf_model_vm_components(m, vm, &n);
    bool any = matches[wf_model_n_components(m) + vm];
    for (guint32 i = 0; i < n && !any; i++)
        any = matches[components[i]];
    return any;
}

/* A filter is about components and VMs: nothing else is let through by one. */
static bool is_shown(const PlanScreen *s, const WfPlanItem *item)
{
    guint32 n;
    const guint8 *matches = wf_view_matches(s->desk->view, &n);
    if (s->action >= 0 && (int)item->action != s->action)
        return false;
    if (!matches)
        return true;
    if (item->new_id == WF_NONE || item->kind == WF_PLAN_RESOURCE)
        return false;
    return item->kind == WF_PLAN_VM ? vm_matches(s->desk->model, item->new_id, matches)
                                    : matches[item->new_id];
}

/* Deleting and replacing is what one has to know first. */
static bool is_grave(const WfPlanItem *item)
{
    return item->action == WF_PLAN_DELETE || item->action == WF_PLAN_REPLACE ||
           item->action == WF_PLAN_RECREATE;
}

static void add_title(PlanScreen *s, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void add_title(PlanScreen *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Row row = {G_MAXUINT32, g_strdup_vprintf(format, args)};
    va_end(args);
    g_array_append_val(s->rows, row);
}

static void add_item(PlanScreen *s, guint32 item)
{
    Row row = {item, NULL};
    g_array_append_val(s->rows, row);
}

static void add_grave(PlanScreen *s, const WfPlan *plan)
{
    bool any = false;
    for (guint32 i = 0; i < wf_plan_n_items(plan); i++) {
        const WfPlanItem *item = wf_plan_item(plan, i);
        if (!is_grave(item) || !is_shown(s, item))
            continue;
        if (!any)
            add_title(s, "deleted, replaced, made anew");
        any = true;
        add_item(s, i);
    }
}

static void add_waves(PlanScreen *s, const WfPlan *plan)
{
    guint32 wave = G_MAXUINT32;
    bool infra = false;
    for (guint32 i = 0; i < wf_plan_n_items(plan); i++) {
        const WfPlanItem *item = wf_plan_item(plan, i);
        if (is_grave(item) || !is_shown(s, item))
            continue;
        if (item->kind != WF_PLAN_COMPONENT && !infra)
            add_title(s, "VMs and infrastructure");
        infra |= item->kind != WF_PLAN_COMPONENT;
        if (item->kind == WF_PLAN_COMPONENT && item->wave != wave) {
            wave = item->wave;
            add_title(s, "wave %u", wave + 1);
        }
        add_item(s, i);
    }
}

static void make_rows(PlanScreen *s)
{
    if (s->rows)
        return;
    const WfPlan *plan = wf_desk_plan(s->desk);
    s->rows = g_array_new(FALSE, TRUE, sizeof(Row));
    g_array_set_clear_func(s->rows, clear_row);
    if (plan) {
        add_grave(s, plan);
        add_waves(s, plan);
    }
}

/* --- the list --- */

static guint count(gpointer data)
{
    PlanScreen *s = data;
    return s->rows ? s->rows->len : 0;
}

static void row_id(gpointer data, guint row, GString *id)
{
    const PlanScreen *s = data;
    const Row *r = at(s, row);
    if (r->title)
        g_string_append(id, r->title);
    else
        g_string_append_printf(id, "%d %s", (int)wf_plan_item(s->desk->plan, r->item)->kind,
                               wf_plan_item(s->desk->plan, r->item)->name);
}

static const char *first_reason(const GPtrArray *reasons)
{
    return reasons->len ? g_ptr_array_index(reasons, 0) : "";
}

static void paint_row(gpointer data, guint row, WfGrid *grid, WfRect line, guint attr)
{
    const PlanScreen *s = data;
    const Row *r = at(s, row);
    if (r->title) {
        wf_grid_text(grid, line.x + 1, line.y, line.width - 1, r->title, WF_ROLE_STRONG, attr);
        return;
    }
    const WfPlanItem *item = wf_plan_item(s->desk->plan, r->item);
    WfRole role = wf_desk_plan_role(item->action);
    int x = line.x + 2, end = line.x + line.width;
    x += wf_grid_text(grid, x, line.y, 2, wf_plan_action_sign(item->action, wf_grid_ascii(grid)),
                      role, attr) +
         1;
    x += wf_grid_text(grid, x, line.y, end - x, item->name, role, attr);
    if (item->kind != WF_PLAN_COMPONENT)
        x += wf_grid_text(grid, x, line.y, end - x,
                          item->kind == WF_PLAN_VM ? "  VM" : "  resource", WF_ROLE_DIM, attr);
    if (!s->desk->old)
        return;
    g_autoptr(GPtrArray) reasons = wf_plan_reasons(s->desk->plan, r->item);
    if (is_grave(item) && item->kind == WF_PLAN_COMPONENT) /* it stands before the waves */
        x += wf_grid_printf(grid, x, line.y, end - x, WF_ROLE_DIM, attr, "  wave %u",
                            item->wave + 1);
    wf_grid_printf(grid, x, line.y, end - x, WF_ROLE_DIM, attr, "  %s", first_reason(reasons));
}

static const WfListOps ops = {.count = count,
                              .id = row_id,
                              .paint = paint_row,
                              .empty = "nothing to do; the models ask for the same"};

static bool is_current(const PlanScreen *s)
{
    return wf_desk_shows(s->desk, "plan");
}

static void show_detail(PlanScreen *s)
{
    int row = wf_list_cursor(s->list);
    guint32 item = row < 0 ? G_MAXUINT32 : at(s, (guint)row)->item;
    if (is_current(s))
        wf_detail_set_item(s->beside.detail, item == G_MAXUINT32 ? -1 : (int)item);
}

static void renew(PlanScreen *s)
{
    g_clear_pointer(&s->rows, g_array_unref);
    if (!is_current(s)) {
        wf_list_refresh(s->list);
        return;
    }
    make_rows(s);
    wf_list_refresh(s->list);
    show_detail(s);
    wf_app_dirty(s->desk->app);
}

/* The cursor moved: what it is on is selected everywhere. */
static void follow(gpointer self)
{
    PlanScreen *s = self;
    int row = wf_list_cursor(s->list);
    show_detail(s);
    if (row < 0 || at(s, (guint)row)->title)
        return;
    WfThing thing = wf_desk_thing_of_item(s->desk, at(s, (guint)row)->item);
    s->syncing = true;
    if (thing.kind != WF_THING_NONE)
        wf_desk_select(s->desk, thing);
    s->syncing = false;
    show_detail(s);
}

static void show_selected(PlanScreen *s)
{
    WfThing thing = wf_view_selected(s->desk->view);
    if (s->syncing || !s->rows || !s->desk->plan || thing.kind != WF_THING_COMPONENT)
        return;
    guint32 item = wf_plan_item_of_component(s->desk->plan, thing.id);
    for (guint row = 0; item != G_MAXUINT32 && row < s->rows->len; row++)
        if (at(s, row)->item == item)
            wf_list_go(s->list, row);
    show_detail(s);
}

static void plans_open(WfApp *app, gpointer self)
{
    (void)app;
    PlanScreen *s = self;
    bool fresh = !s->rows;
    make_rows(s);
    wf_list_refresh(s->list);
    if (fresh)
        wf_list_go(s->list, 1);
    show_selected(s);
    show_detail(s);
}

/* --- the screen --- */

/* Below the list; returns the rows it takes. */
static int paint_summary(WfGrid *grid, WfRect rect, const WfPlan *plan)
{
    enum { ROWS_MOST = 2 };
    g_autofree char *sentence = wf_plan_sentence(plan);
    int rows = CLAMP(wf_wrapped_rows(sentence, rect.width - 2), 1, ROWS_MOST);
    int y = rect.y + rect.height - rows;
    wf_grid_fill(grid, rect.x, y, rect.width, rows, ' ', WF_ROLE_STATUS, 0);
    wf_paint_wrapped(grid, (WfRect){rect.x + 1, y, rect.width - 2, rows}, sentence, WF_ROLE_STATUS,
                     0);
    return rows;
}

static void plans_paint(WfApp *app, gpointer self, WfGrid *grid, WfRect rect)
{
    (void)app;
    PlanScreen *s = self;
    const WfPlan *plan = wf_desk_plan(s->desk);
    if (!plan) {
        wf_grid_text(grid, rect.x + 1, rect.y, rect.width - 1, s->desk->plan_trouble, WF_ROLE_FAULT,
                     0);
        wf_grid_text(grid, rect.x + 1, rect.y + 1, rect.width - 1, "3 lists what is wrong",
                     WF_ROLE_DIM, 0);
        return;
    }
    if (!s->desk->old && !wf_plan_n_items(plan)) {
        wf_grid_text(grid, rect.x + 1, rect.y, rect.width - 1, "there is nothing in this model yet",
                     WF_ROLE_DIM, 0);
        return;
    }
    if (rect.height >= 8)
        rect.height -= paint_summary(grid, rect, plan);
    wf_beside_list_paint(&s->beside, grid, rect);
}

static bool enter(gpointer self)
{
    PlanScreen *s = self;
    int row = wf_list_cursor(s->list);
    guint32 item = row < 0 ? G_MAXUINT32 : at(s, (guint)row)->item;
    if (item == G_MAXUINT32)
        return false;
    s->beside.focused = true;
    return true;
}

/* To the next title. */
static bool step(gpointer self, bool forward)
{
    PlanScreen *s = self;
    int row = wf_list_cursor(s->list);
    do
        row += forward ? 1 : -1;
    while (row >= 0 && row < (int)s->rows->len && !at(s, (guint)row)->title);
    if (row < 0 || row >= (int)s->rows->len)
        return false;
    wf_list_go(s->list, (guint)row);
    follow(s);
    return true;
}

static void on_news(gpointer self, WfNews news)
{
    if (news == WF_NEWS_MODEL || news == WF_NEWS_FILTER || news == WF_NEWS_MATCHES)
        renew(self);
    else if (news == WF_NEWS_PICTURE || news == WF_NEWS_LOOKS)
        wf_beside_list_choose(self, ((PlanScreen *)self)->desk, "plan");
    else if (news == WF_NEWS_SELECTION)
        show_selected(self);
}

PlanScreen *plans_new(WfDesk *desk, WfDetail *detail)
{
    PlanScreen *s = g_new0(PlanScreen, 1);
    s->desk = desk;
    s->action = -1;
    s->list = wf_list_new(&ops, s);
    s->beside = (WfBeside){
        .detail = detail, .list = s->list, .follow = follow, .enter = enter, .step = step};
    wf_desk_listen(desk, on_news, s);
    return s;
}

static void plans_close(WfApp *app, gpointer self)
{
    (void)app;
    PlanScreen *s = self;
    wf_list_free(s->list);
    g_clear_pointer(&s->rows, g_array_unref);
    g_free(s);
}

static bool plans_command(WfApp *app, gpointer self, const char *id, const char *args)
{
    (void)app;
    PlanScreen *s = self;
    if (wf_beside_list_command(s, id, args))
        return true;
    if (g_str_equal(id, "cancel") && s->action >= 0) {
        s->action = -1;
        renew(s);
        return true;
    }
    return screens_command(s->desk, id, args);
}

static void plans_info(WfApp *app, gpointer self, GString *text)
{
    (void)app;
    PlanScreen *s = self;
    if (s->action >= 0)
        g_string_append_printf(text, "only %s  ", wf_plan_action_name((WfPlanAction)s->action));
    screens_info(s->desk, text);
    if (wf_desk_plan(s->desk))
        g_string_append(text, s->desk->old ? "an update" : "all is created");
}

static void plans_hints(WfApp *app, gpointer self, GPtrArray *ids)
{
    (void)app;
    PlanScreen *s = self;
    if (wf_beside_hints(&s->beside, ids))
        return;
    if (s->desk->filter)
        g_ptr_array_add(ids, (gpointer) "clear-filter");
    g_ptr_array_add(ids, (gpointer) "enter why");
    g_ptr_array_add(ids, (gpointer) "plan-action one action");
    g_ptr_array_add(ids, (gpointer) "next-match next wave");
    g_ptr_array_add(ids, (gpointer) "edit");
}

const WfScreenOps plan_screen = {.name = "plan",
                                 .title = "Plan",
                                 .number = 4,
                                 .open = plans_open,
                                 .close = plans_close,
                                 .paint = plans_paint,
                                 .move = wf_beside_list_move,
                                 .mouse = wf_beside_list_mouse,
                                 .command = plans_command,
                                 .info = plans_info,
                                 .hints = plans_hints,
                                 .cursor = wf_beside_list_cursor};

/* --- its own command --- */

static int find_action(const char *name)
{
    for (int action = WF_PLAN_CREATE; action <= WF_PLAN_WAIT; action++)
        if (g_str_equal(wf_plan_action_name((WfPlanAction)action), name))
            return action;
    return -1;
}

/* Without a name to the next action that occurs, at last to all of them. */
void cmd_plan_action(gpointer app, const char *args)
{
    PlanScreen *s = screens_of(app)->plans;
    int action = args[0] ? find_action(args) : s->action;
    if (args[0] && action < 0 && !g_str_equal(args, "all")) {
        wf_app_say(app, WF_WARNING, "a plan has no '%s'; it has create, update, ... and all", args);
        return;
    }
    s->action = action;
    do {
        if (!args[0])
            s->action = s->action < 0               ? WF_PLAN_CREATE
                        : s->action == WF_PLAN_WAIT ? -1
                                                    : s->action + 1;
        g_clear_pointer(&s->rows, g_array_unref);
        make_rows(s);
    } while (!args[0] && s->action >= 0 && !s->rows->len);
    wf_list_refresh(s->list);
    show_detail(s);
}

void cmd_plan_action_complete(gpointer app, const char *args, GPtrArray *ret)
{
    (void)app;
    (void)args;
    for (int action = WF_PLAN_CREATE; action <= WF_PLAN_WAIT; action++)
        g_ptr_array_add(ret, g_strdup(wf_plan_action_name((WfPlanAction)action)));
    g_ptr_array_add(ret, g_strdup("all"));
}
