/* One small graph to be put in ranks, or, once ranked, in columns.
 *
 * This is all that Graphviz (or the built-in placement) is ever asked, and all
 * that travels between weft and its layout child. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    guint32 from, to;
    gint32 length; /* least difference of ranks; 1 when asking for columns */
    gint32 weight; /* how much it wants to be short and straight */
} WfSheetArc;

typedef enum { WF_ASK_RANKS, WF_ASK_COLUMNS } WfSheetAsk;

#define WF_SHEET_UNIT 16 /* centres are in sixteenths of a column */

typedef struct {
    guint32 n;
    gint32 gap;     /* between neighbours in a rank, in sixteenths of a column */
    gint32 *size;   /* columns; asked for columns */
    gint32 *rank;   /* answer to the first question, given with the second */
    gint32 *centre; /* answer to the second */
    GArray *arcs;   /* WfSheetArc; from the smaller to the larger rank, without cycles */
} WfSheet;

WfSheet *wf_sheet_new(guint32 n);
void wf_sheet_free(WfSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfSheet, wf_sheet_free)
void wf_sheet_add_arc(WfSheet *sheet, guint32 from, guint32 to, int length, int weight);

/* Before asking for ranks, for the first @n nodes: lets leaves that fan out from one node hang at
 * different depths where there are more than @fan, and stacks nodes without arcs in @row columns or
 * in a square, so that nothing gets wider than it must. Arcs added here have weight 0. */
void wf_sheet_fold_wide(WfSheet *sheet, guint32 n, guint fan, guint row);

/* Everything the answer depends on, as a key. */
GBytes *wf_sheet_key(const WfSheet *sheet, WfSheetAsk ask);
/* Is the answer in the sheet one that can be used? */
bool wf_sheet_valid(const WfSheet *sheet, WfSheetAsk ask);

/* Answers a question into the sheet; false if it could not. */
typedef bool (*WfSolver)(WfSheet *sheet, WfSheetAsk ask, gpointer data);

bool wf_simple_solve(WfSheet *sheet, WfSheetAsk ask, gpointer unused);
