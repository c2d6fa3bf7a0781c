/* The detail pane. Rows are made when something changed, and again for another
 * width, since long values are wrapped. */
#include "detail.h"

#include <weft/file.h>
#include <weft/limits.h>
#include "facts.h"
#include <weft/placing.h>
#include <weft/live.h>
#include <weft/seek.h>
#include "source.h"

typedef enum {
    ABOUT_THING,
    ABOUT_FINDING,
    ABOUT_ITEM,
    ABOUT_PLACED,
    ABOUT_VERTEX,
    ABOUT_RUN
} About;

struct WfDetail {
    WfDesk *desk;
    About about;
    WfThing thing;
    int number;      /* of the finding or item; -1: none */
    GPtrArray *rows; /* of Fact; NULL: to be made */
    int width;
    bool fresh; /* about something else than before: from the first row */
    WfList *list;
    bool hidden;
    WfSeek seek; /* in that text */
    bool source; /* show where it stands rather than what it is */
    WfTextView *text;
    bool text_stale;
};

static guint count(gpointer data)
{
    const WfDetail *detail = data;
    return detail->rows ? detail->rows->len : 0;
}

static void row_id(gpointer data, guint row, GString *id)
{
    (void)data;
    g_string_append_printf(id, "%u", row);
}

static int find_row(gpointer data, const char *id)
{
    guint64 row = g_ascii_strtoull(id, NULL, 10);
    return row < count(data) ? (int)row : -1;
}

static void paint_row(gpointer data, guint row, WfGrid *grid, WfRect line, guint attr)
{
    const WfDetail *detail = data;
    const Fact *fact = g_ptr_array_index(detail->rows, row);
    wf_grid_text(grid, line.x + 1, line.y, line.width - 1, fact->text, fact->role, attr);
}

static const WfListOps ops = {.count = count, .id = row_id, .find = find_row, .paint = paint_row};

static guint mark(gpointer data, const char *needle)
{
    return wf_text_view_search(((WfDetail *)data)->text, needle);
}

static bool next(gpointer data, bool forward)
{
    return wf_text_view_next(((WfDetail *)data)->text, forward);
}

static void on_news(gpointer self, WfNews news)
{
    WfDetail *detail = self;
    if (news == WF_NEWS_SELECTION)
        wf_detail_set(detail, wf_view_selected(detail->desk->view));
    else if (news == WF_NEWS_FACTS)
        wf_detail_renew(detail);
}

WfDetail *wf_detail_new(WfDesk *desk)
{
    WfDetail *detail = g_new0(WfDetail, 1);
    detail->desk = desk;
    detail->thing = WF_THING_NOTHING;
    detail->text_stale = true;
    detail->list = wf_list_new(&ops, detail);
    detail->text = wf_text_view_new();
    wf_text_view_color(detail->text, source_color, NULL);
    wf_seek_init(&detail->seek, desk->app, mark, next, detail);
    wf_desk_listen(desk, on_news, detail);
    return detail;
}

void wf_detail_free(WfDetail *detail)
{
    if (!detail)
        return;
    g_clear_pointer(&detail->rows, g_ptr_array_unref);
    wf_list_free(detail->list);
    wf_text_view_free(detail->text);
    wf_seek_clear(&detail->seek);
    g_free(detail);
}

void wf_detail_renew(WfDetail *detail)
{
    g_clear_pointer(&detail->rows, g_ptr_array_unref);
    detail->text_stale = true;
    if (detail->about == ABOUT_THING)
        detail->thing = wf_view_selected(detail->desk->view);
}

static void set(WfDetail *detail, About about, WfThing thing, int number)
{
    if (detail->about == about && wf_thing_equal(detail->thing, thing) &&
        detail->number == number && detail->rows)
        return;
    detail->about = about;
    wf_detail_renew(detail);
    detail->thing = thing;
    detail->number = number;
    detail->fresh = true;
    wf_list_refresh(detail->list);
}

void wf_detail_set(WfDetail *detail, WfThing thing)
{
    set(detail, ABOUT_THING, thing, -1);
}

void wf_detail_set_finding(WfDetail *detail, int finding)
{
    set(detail, ABOUT_FINDING, WF_THING_NOTHING, finding);
}

void wf_detail_set_item(WfDetail *detail, int item)
{
    set(detail, ABOUT_ITEM, WF_THING_NOTHING, item);
}

void wf_detail_set_spot(WfDetail *detail, bool item, int number)
{
    set(detail, item ? ABOUT_PLACED : ABOUT_VERTEX, WF_THING_NOTHING, number);
}

void wf_detail_set_run(WfDetail *detail, int row)
{
    set(detail, ABOUT_RUN, WF_THING_NOTHING, row);
}

static GPtrArray *facts(const WfDetail *detail, int width, bool ascii)
{
    WfDesk *desk = detail->desk;
    if (detail->about == ABOUT_THING)
        return facts_about(desk, detail->thing, width, ascii);
    if (detail->about == ABOUT_RUN)
        return facts_about_run(desk, detail->number, width, ascii);
    if (detail->number < 0)
        return g_ptr_array_new();
    if (detail->about == ABOUT_PLACED || detail->about == ABOUT_VERTEX)
        return facts_about_spot(desk, detail->about == ABOUT_PLACED, (guint32)detail->number, width,
                                ascii);
    return detail->about == ABOUT_FINDING
               ? facts_about_finding(desk, (guint)detail->number, width, ascii)
               : facts_about_item(desk, (guint32)detail->number, width, ascii);
}

static void make_rows(WfDetail *detail, int width, bool ascii)
{
    if (detail->rows && detail->width == width)
        return;
    g_clear_pointer(&detail->rows, g_ptr_array_unref);
    detail->width = width;
    detail->rows = facts(detail, width, ascii);
    wf_list_refresh(detail->list);
    if (detail->fresh)
        wf_list_go(detail->list, 0);
    detail->fresh = false;
}

/* Where what the pane is about stands. */
static bool place_of(const WfDetail *detail, const char **ret_path, guint *ret_line)
{
    const WfDesk *desk = detail->desk;
    if (detail->about == ABOUT_THING)
        return wf_desk_source_of(desk, detail->thing, ret_path, ret_line);
    if (detail->number < 0)
        return false;
    if (detail->about == ABOUT_RUN)
        return wf_desk_source_of(desk, wf_desk_run_thing_of_row(desk->run, (guint32)detail->number),
                                 ret_path, ret_line);
    if (detail->about == ABOUT_PLACED || detail->about == ABOUT_VERTEX)
        return wf_placing_source(desk->placing, detail->about == ABOUT_PLACED,
                                 (guint32)detail->number, ret_path, ret_line);
    if (detail->about == ABOUT_ITEM)
        return wf_desk_source_of_item(desk, (guint32)detail->number, ret_path, ret_line);
    const WfFinding *finding = wf_findings_get(desk->findings, (guint)detail->number);
    if (!finding) /* there were more when it was chosen */
        return false;
    *ret_path = finding->path;
    *ret_line = finding->span.line;
    return true;
}

static void set_text(WfDetail *detail, const char *path)
{
    const WfModel *m = detail->desk->model;
    g_autoptr(GError) error = NULL;
    for (guint32 doc = 0; doc < wf_model_n_docs(m); doc++) {
        if (!g_str_equal(wf_doc_name(wf_model_doc(m, doc)), path))
            continue;
        WfStr source = wf_doc_source(wf_model_doc(m, doc));
        wf_text_view_set(detail->text, source.s, (gssize)source.len);
        return;
    }
    g_autoptr(GBytes) bytes = wf_file_read(path, WF_LIMIT_FILE_BYTES, &error);
    gsize len = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &len) : NULL;
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", (gssize)len);
    wf_text_view_set(detail->text, bytes ? valid : error->message, -1);
}

static void make_text(WfDetail *detail)
{
    const char *path;
    guint line;
    if (!detail->text_stale)
        return;
    detail->text_stale = false;
    if (!place_of(detail, &path, &line)) {
        wf_text_view_set(detail->text, "this stands in no file", -1);
        return;
    }
    set_text(detail, path);
    wf_seek_again(&detail->seek);
    wf_text_view_go(detail->text, line ? line - 1 : 0);
}

void detail_paint(WfDetail *detail, WfGrid *grid, WfRect rect, bool focused)
{
    if (rect.width < 1 || rect.height < 1)
        return;
    if (detail->source) {
        make_text(detail);
        wf_text_view_paint(detail->text, grid, rect, focused);
        return;
    }
    make_rows(detail, MAX(rect.width - 2, 10), wf_grid_ascii(grid));
    wf_list_paint(detail->list, grid, rect, focused);
    if (!detail->rows->len && detail->about == ABOUT_THING)
        wf_grid_text(grid, rect.x + 1, rect.y, rect.width - 1, "nothing is selected", WF_ROLE_DIM,
                     0);
}

bool wf_detail_source(WfDetail *detail, const char **ret_path, guint *ret_line)
{
    int row = wf_list_cursor(detail->list);
    if (detail->source) {
        if (!place_of(detail, ret_path, ret_line))
            return false;
        *ret_line = wf_text_view_line(detail->text) + 1;
        return true;
    }
    const Fact *fact =
        row >= 0 && (guint)row < count(detail) ? g_ptr_array_index(detail->rows, row) : NULL;
    if (!fact || !fact->path)
        return place_of(detail, ret_path, ret_line);
    *ret_path = fact->path;
    *ret_line = fact->line;
    return true;
}

bool wf_detail_is_shown(const WfDetail *detail)
{
    return !detail->hidden;
}

bool detail_is_source(const WfDetail *detail)
{
    return detail->source;
}

void wf_detail_toggle(WfDetail *detail)
{
    detail->hidden = !detail->hidden;
}

void wf_detail_toggle_source(WfDetail *detail)
{
    detail->source = !detail->source;
    detail->hidden = false;
}

bool detail_move(WfDetail *detail, WfMove move, int n)
{
    return detail->source ? wf_text_view_move(detail->text, move, n)
                          : wf_list_move(detail->list, move, n);
}

WfCursor wf_detail_cursor(const WfDetail *detail)
{
    return wf_list_place(detail->list);
}

/* Enter on a row: to the thing it names, else to its place in the source. */
static bool enter(WfDetail *detail)
{
    int row = wf_list_cursor(detail->list);
    if (detail->source || row < 0 || (guint)row >= count(detail))
        return false;
    const Fact *fact = g_ptr_array_index(detail->rows, row);
    if (fact->link.kind != WF_THING_NONE) {
        g_autofree char *name = wf_view_name(detail->desk->view, fact->link);
        if (detail->about != ABOUT_THING)
            wf_app_show_screen(detail->desk->app, "graph");
        return name && wf_desk_goto(detail->desk, name);
    }
    if (!fact->path)
        return false;
    make_text(detail);
    set_text(detail, fact->path);
    wf_text_view_go(detail->text, fact->line ? fact->line - 1 : 0);
    detail->source = true;
    return true;
}

bool detail_command(WfDetail *detail, const char *id, const char *args)
{
    if (detail->source && wf_seek_command(&detail->seek, id, args))
        return true;
    return g_str_equal(id, "enter") && enter(detail);
}

void detail_mouse(WfDetail *detail, const WfMouse *mouse)
{
    if (detail->source)
        wf_text_view_mouse(detail->text, mouse);
    else if (wf_list_mouse(detail->list, mouse) >= 0 && mouse->action == WF_MOUSE_DOUBLE)
        enter(detail);
}

#define WIDEST 1000 /* columns: nothing is wrapped */

char *wf_detail_text(WfDesk *desk, WfThing thing)
{
    g_autoptr(GPtrArray) rows = facts_about(desk, thing, WIDEST, wf_app_ascii(desk->app));
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < rows->len; i++)
        g_string_append_printf(text, "%s\n", ((const Fact *)g_ptr_array_index(rows, i))->text);
    return g_string_free(text, FALSE);
}
