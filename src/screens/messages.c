/* The messages screen: everything that was said, the newest at the bottom. */
#include "screens.h"

#include <weft/text.h>

#include "narrow.h"

#define STAMP_COLUMNS 12 /* before a message in its row: the time, and the sign */

struct MessageScreen {
    WfDesk *desk;
    WfList *list;
    Narrow narrow;
    const WfMessage *newest; /* of those that the rows are of; NULL: none */
};

static const WfMessage *at(const MessageScreen *s, guint row)
{
    const GPtrArray *all = wf_app_messages(s->desk->app);
    guint i = g_array_index(s->narrow.rows, guint, row);
    return i < all->len ? g_ptr_array_index(all, i) : NULL;
}

static const WfMessage *newest(const MessageScreen *s)
{
    const GPtrArray *all = wf_app_messages(s->desk->app);
    return all->len ? g_ptr_array_index(all, all->len - 1) : NULL;
}

static guint count(gpointer data)
{
    return ((const MessageScreen *)data)->narrow.rows->len;
}

static void row_id(gpointer data, guint row, GString *id)
{
    const WfMessage *m = at(data, row);
    if (m)
        g_string_append_printf(id, "%" G_GINT64_FORMAT " %p", m->time, (const void *)m);
}

static void paint_row(gpointer data, guint row, WfGrid *grid, WfRect line, guint attr)
{
    static const WfRole roles[] = {WF_ROLE_TEXT, WF_ROLE_WARNING, WF_ROLE_FAULT};
    const MessageScreen *s = data;
    const WfMessage *m = at(s, row);
    if (!m)
        return;
    int x = line.x + 1;
    if (wf_app_has_terminal(s->desk->app)) { /* a script's screens do not depend on the clock */
        g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(m->time / G_USEC_PER_SEC);
        g_autofree char *clock = g_date_time_format(time, "%H:%M:%S");
        x += wf_grid_text(grid, x, line.y, 9, clock, WF_ROLE_DIM, attr) + 1;
    }
    wf_paint_severity(grid, x, line.y, m->severity, attr);
    wf_grid_text(grid, x + 2, line.y, line.x + line.width - x - 2, m->text, roles[m->severity],
                 attr);
}

static const WfListOps ops = {
    .count = count,
    .id = row_id,
    .paint = paint_row,
    .empty =
        "nothing was said yet; what happens to a stack that is connected will stand here, too"};

static bool has_text(gpointer data, guint i, const char *needle)
{
    const GPtrArray *all = wf_app_messages(((MessageScreen *)data)->desk->app);
    return narrow_has(((const WfMessage *)g_ptr_array_index(all, i))->text, needle);
}

static void changed(gpointer data)
{
    MessageScreen *s = data;
    bool at_end = wf_list_cursor(s->list) + 1 >= (int)s->narrow.rows->len;
    s->newest = newest(s);
    narrow_fill(&s->narrow, wf_app_messages(s->desk->app)->len);
    wf_list_refresh(s->list);
    if (at_end)
        wf_list_move(s->list, WF_MOVE_LAST, 1);
    wf_app_dirty(s->desk->app);
}

MessageScreen *messages_new(WfDesk *desk)
{
    MessageScreen *s = g_new0(MessageScreen, 1);
    s->desk = desk;
    narrow_init(&s->narrow, desk, has_text, changed, s);
    s->list = wf_list_new(&ops, s);
    return s;
}

static void messages_close(WfApp *app, gpointer self)
{
    (void)app;
    MessageScreen *s = self;
    wf_list_free(s->list);
    narrow_clear(&s->narrow);
    g_free(s);
}

static void messages_open(WfApp *app, gpointer self)
{
    (void)app;
    changed(self);
}

/* The selected message in full, below the list, where its row is too short for it. Returns the rows
 * that are left to the list. */
static int paint_whole(const MessageScreen *s, WfGrid *grid, WfRect rect)
{
    int row = wf_list_cursor(s->list), width = rect.width - 2;
    const WfMessage *m = row < 0 ? NULL : at(s, (guint)row);
    if (!m || rect.height < 6 || wf_text_width(m->text, -1) <= width - STAMP_COLUMNS)
        return rect.height;
    int rows = MIN(wf_wrapped_rows(m->text, width), rect.height / 2);
    int y = rect.y + rect.height - rows;
    wf_grid_fill(grid, rect.x, y - 1, rect.width, 1, wf_glyph(WF_GLYPH_H_LINE, wf_grid_ascii(grid)),
                 WF_ROLE_BORDER, 0);
    wf_paint_wrapped(grid, (WfRect){rect.x + 1, y, width, rows}, m->text,
                     wf_severity_role(m->severity), 0);
    return rect.height - rows - 1;
}

static void messages_paint(WfApp *app, gpointer self, WfGrid *grid, WfRect rect)
{
    (void)app;
    MessageScreen *s = self;
    if (s->newest != newest(s)) /* where no more are kept there are always as many */
        changed(s);
    rect.height = paint_whole(s, grid, rect);
    wf_list_paint(s->list, grid, rect, true);
}

static bool messages_move(WfApp *app, gpointer self, WfMove move, int n)
{
    (void)app;
    return wf_list_move(((MessageScreen *)self)->list, move, n);
}

static bool messages_mouse(WfApp *app, gpointer self, const WfMouse *mouse)
{
    (void)app;
    return wf_list_mouse(((MessageScreen *)self)->list, mouse) >= 0;
}

static bool messages_command(WfApp *app, gpointer self, const char *id, const char *args)
{
    MessageScreen *s = self;
    int row = wf_list_cursor(s->list);
    if (g_str_equal(id, "enter") && row >= 0) {
        wf_app_copy(app, "the message", at(s, (guint)row)->text);
        return true;
    }
    return narrow_command(&s->narrow, id, args);
}

static void messages_info(WfApp *app, gpointer self, GString *text)
{
    guint n = wf_app_messages(app)->len;
    narrow_info(&((MessageScreen *)self)->narrow, text);
    g_string_append_printf(text, "%u message%s", n, n == 1 ? "" : "s");
}

static void messages_hints(WfApp *app, gpointer self, GPtrArray *ids)
{
    (void)app;
    const MessageScreen *s = self;
    if (s->narrow.text)
        g_ptr_array_add(ids, (gpointer) "clear-filter");
    if (wf_list_cursor(s->list) >= 0)
        g_ptr_array_add(ids, (gpointer) "enter copy it");
}

static WfCursor messages_cursor(WfApp *app, gpointer self)
{
    (void)app;
    return wf_list_place(((MessageScreen *)self)->list);
}

const WfScreenOps message_screen = {.name = "messages",
                                    .brief = "msg",
                                    .title = "Messages",
                                    .number = 8,
                                    .open = messages_open,
                                    .close = messages_close,
                                    .paint = messages_paint,
                                    .move = messages_move,
                                    .mouse = messages_mouse,
                                    .command = messages_command,
                                    .info = messages_info,
                                    .hints = messages_hints,
                                    .cursor = messages_cursor};
