/* See sheet.h: making one, breaking ranks that are too wide, and the bytes it is asked by. */
#include "sheet.h"

#define MAX_CENTRE (1 << 28)

WfSheet *wf_sheet_new(guint32 n)
{
    WfSheet *sheet = g_new0(WfSheet, 1);
    sheet->n = n;
    sheet->size = g_new0(gint32, MAX(n, 1));
    sheet->rank = g_new0(gint32, MAX(n, 1));
    sheet->centre = g_new0(gint32, MAX(n, 1));
    sheet->arcs = g_array_new(FALSE, FALSE, sizeof(WfSheetArc));
    return sheet;
}

void wf_sheet_free(WfSheet *sheet)
{
    if (!sheet)
        return;
    g_free(sheet->size);
    g_free(sheet->rank);
    g_free(sheet->centre);
    g_array_unref(sheet->arcs);
    g_free(sheet);
}

void wf_sheet_add_arc(WfSheet *sheet, guint32 from, guint32 to, int length, int weight)
{
    WfSheetArc arc = {from, to, length, weight};
    g_array_append_val(sheet->arcs, arc);
}

typedef struct {
    guint32 *n_in, *n_out;
} Degrees;

static void count(const WfSheet *sheet, Degrees *degrees)
{
    for (guint i = 0; i < sheet->arcs->len; i++) {
        const WfSheetArc *arc = &g_array_index(sheet->arcs, WfSheetArc, i);
        degrees->n_out[arc->from]++;
        degrees->n_in[arc->to]++;
    }
}

/* Arcs to the only-fed-here leaves of a node (or, @down false, from the feeds-only-this sources).
 */
static void stagger(WfSheet *sheet, const Degrees *degrees, guint32 n, guint fan, bool down)
{
    g_autofree guint32 *leaves = g_new0(guint32, sheet->n), *seen = g_new0(guint32, sheet->n);
    for (int pass = 0; pass < 2; pass++) {
        for (guint i = 0; i < sheet->arcs->len; i++) {
            WfSheetArc *arc = &g_array_index(sheet->arcs, WfSheetArc, i);
            guint32 leaf = down ? arc->to : arc->from, hub = down ? arc->from : arc->to;
            if (leaf >= n || hub >= n || degrees->n_in[leaf] + degrees->n_out[leaf] != 1)
                continue;
            if (pass == 0)
                leaves[hub]++;
            else if (leaves[hub] > fan)
                arc->length = 1 + seen[hub]++ % ((leaves[hub] + fan - 1) / fan);
        }
    }
}

/* In rows alike, of at most @row or as many as make a square. */
static void stack_lonely(WfSheet *sheet, guint32 n_nodes, guint row, const Degrees *degrees)
{
    guint32 n = 0, columns;
    g_autofree guint32 *lonely = g_new(guint32, sheet->n);
    for (guint32 i = 0; i < n_nodes; i++)
        if (degrees->n_in[i] + degrees->n_out[i] == 0)
            lonely[n++] = i;
    guint32 rows = (n + row - 1) / row;
    columns = rows ? (n + rows - 1) / rows : 1;
    while (columns * columns < n)
        columns++;
    for (guint32 i = columns; n > 3 && i < n; i++)
        wf_sheet_add_arc(sheet, lonely[i - columns], lonely[i], 1, 0);
}

void wf_sheet_fold_wide(WfSheet *sheet, guint32 n, guint fan, guint row)
{
    if (sheet->n == 0)
        return;
    g_autofree guint32 *n_in = g_new0(guint32, sheet->n), *n_out = g_new0(guint32, sheet->n);
    Degrees degrees = {n_in, n_out};
    count(sheet, &degrees);
    stagger(sheet, &degrees, n, fan, true);
    stagger(sheet, &degrees, n, fan, false);
    stack_lonely(sheet, n, row, &degrees);
}

GBytes *wf_sheet_key(const WfSheet *sheet, WfSheetAsk ask)
{
    GByteArray *key = g_byte_array_new();
    gint32 head[] = {ask, sheet->gap, (gint32)sheet->n};
    g_byte_array_append(key, (const guint8 *)head, sizeof head);
    if (ask == WF_ASK_COLUMNS) {
        g_byte_array_append(key, (const guint8 *)sheet->size, sheet->n * sizeof(gint32));
        g_byte_array_append(key, (const guint8 *)sheet->rank, sheet->n * sizeof(gint32));
    }
    if (sheet->arcs->len)
        g_byte_array_append(key, (const guint8 *)sheet->arcs->data,
                            sheet->arcs->len * sizeof(WfSheetArc));
    return g_byte_array_free_to_bytes(key);
}

bool wf_sheet_valid(const WfSheet *sheet, WfSheetAsk ask)
{
    gint64 max_rank = sheet->n;
    for (guint i = 0; i < sheet->arcs->len; i++)
        max_rank += g_array_index(sheet->arcs, WfSheetArc, i).length;
    for (guint32 i = 0; i < sheet->n; i++) {
        if (ask == WF_ASK_COLUMNS && ABS(sheet->centre[i]) > MAX_CENTRE)
            return false;
        if (ask == WF_ASK_RANKS && (sheet->rank[i] < 0 || sheet->rank[i] > max_rank))
            return false;
    }
    for (guint i = 0; ask == WF_ASK_RANKS && i < sheet->arcs->len; i++) {
        const WfSheetArc *arc = &g_array_index(sheet->arcs, WfSheetArc, i);
        if (sheet->rank[arc->to] - sheet->rank[arc->from] < arc->length)
            return false;
    }
    return true;
}
