/* From the centres a sheet comes back with to whole columns. */
#include "draft.h"

static gint by_rank_and_centre(gconstpointer a, gconstpointer b, gpointer data)
{
    const WfSheet *sheet = data;
    guint32 i = *(const guint32 *)a, j = *(const guint32 *)b;
    if (sheet->rank[i] != sheet->rank[j])
        return sheet->rank[i] < sheet->rank[j] ? -1 : 1;
    if (sheet->centre[i] != sheet->centre[j])
        return sheet->centre[i] < sheet->centre[j] ? -1 : 1;
    return i < j ? -1 : i > j;
}

/* Each rank from the left, pushed right where boxes would touch. */
int wf_place_columns(const WfDraft *draft, const WfSheet *sheet, WfItem *item)
{
    g_autofree guint32 *order = g_new(guint32, sheet->n + 1);
    for (guint32 i = 0; i < sheet->n; i++)
        order[i] = i;
    g_qsort_with_data(order, sheet->n, sizeof(guint32), by_rank_and_centre, (gpointer)sheet);
    int min = G_MAXINT, max = 0;
    for (guint32 k = 0; k < sheet->n; k++) {
        WfItem *here = &item[order[k]];
        double left = sheet->centre[order[k]] / (double)WF_SHEET_UNIT - here->size / 2.0;
        here->left = (int)(left + (left < 0 ? -0.5 : 0.5));
        if (k && sheet->rank[order[k - 1]] == sheet->rank[order[k]]) {
            const WfItem *before = &item[order[k - 1]];
            here->left =
                MAX(here->left, before->left + before->size + wf_draft_gap(draft, before, here));
        }
        min = MIN(min, here->left);
    }
    for (guint32 i = 0; i < sheet->n; i++) {
        item[i].left -= min;
        max = MAX(max, item[i].left + item[i].size);
    }
    return max;
}
