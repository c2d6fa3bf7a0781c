/* Widgets: things a screen is put together from. Each paints into a rectangle
 * of a WfGrid and keeps its place by the id of what the cursor is on, so that
 * data may change under it. They know neither terminal nor model: data comes
 * through callbacks with the @data given at creation.
 *
 *     list = wf_list_new(&ops, self);
 *     wf_list_refresh(list);                     // the data changed
 *     wf_list_move(list, WF_MOVE_DOWN, 1);
 *     wf_list_paint(list, grid, pane, true);
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <weft/command.h>
#include <weft/findings.h>
#include <weft/grid.h>
#include <weft/key.h>
#include <weft/term.h>

typedef enum {
    WF_MOVE_UP,
    WF_MOVE_DOWN,
    WF_MOVE_LEFT,
    WF_MOVE_RIGHT,
    WF_MOVE_FIRST,
    WF_MOVE_LAST,
    WF_MOVE_PAGE_UP,
    WF_MOVE_PAGE_DOWN,
    WF_MOVE_HALF_UP,
    WF_MOVE_HALF_DOWN,
    WF_MOVE_SCROLL_UP, /* the view, not the cursor (wheel) */
    WF_MOVE_SCROLL_DOWN,
} WfMove;

/* --- list: rows with a cursor --- */
typedef struct {
    guint (*count)(gpointer data);
    /* What the row is, stable over changes; written to @id. */
    void (*id)(gpointer data, guint row, GString *id);
    /* The row of an id, or -1. NULL: rows are searched from the first. */
    int (*find)(gpointer data, const char *id);
    void (*paint)(gpointer data, guint row, WfGrid *grid, WfRect line, guint attr);
    const char *empty; /* shown when there are no rows; says the next step */
} WfListOps;

typedef struct WfList WfList;
WfList *wf_list_new(const WfListOps *ops, gpointer data);
void wf_list_free(WfList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfList, wf_list_free)
/* The data changed: finds the row of the cursor's id again; if it is gone the cursor stays at its
 * row number. */
void wf_list_refresh(WfList *list);
int wf_list_cursor(const WfList *list);     /* -1: empty */
const char *wf_list_id(const WfList *list); /* of the cursor; NULL: empty */
void wf_list_go(WfList *list, guint row);
bool wf_list_go_id(WfList *list, const char *id);
bool wf_list_move(WfList *list, WfMove move, int count);
void wf_list_paint(WfList *list, WfGrid *grid, WfRect rect, bool focused);
/* Moves the cursor to a pressed row, scrolls by the wheel, follows a dragged scroll bar. The row
 * that was pressed, or -1. */
int wf_list_mouse(WfList *list, const WfMouse *mouse);
WfCursor wf_list_place(const WfList *list); /* of the cursor, as painted last */
int wf_list_top(const WfList *list);

/* --- tree: a list of what is unfolded --- */
typedef struct {
    /* Adds the ids of @id's children (NULL: the roots) as g_strdup'ed strings. */
    void (*children)(gpointer data, const char *id, GPtrArray *ret_ids);
    bool (*has_children)(gpointer data, const char *id);
    void (*paint)(gpointer data, const char *id, WfGrid *grid, WfRect line, guint attr);
    const char *empty;
} WfTreeOps;

typedef struct WfTree WfTree;
WfTree *wf_tree_new(const WfTreeOps *ops, gpointer data);
void wf_tree_free(WfTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfTree, wf_tree_free)
void wf_tree_refresh(WfTree *tree);
WfList *wf_tree_list(WfTree *tree); /* for cursor and painting; its ids are the tree's */
bool wf_tree_is_open(const WfTree *tree, const char *id);
void wf_tree_fold(WfTree *tree, const char *id, bool open);
void wf_tree_fold_all(WfTree *tree, bool open); /* @open: the first levels, within limits.h */
/* Left folds or goes to the parent, right unfolds or goes to the first child; the rest as a list.
 */
bool wf_tree_move(WfTree *tree, WfMove move, int count);
int wf_tree_mouse(WfTree *tree, const WfMouse *mouse); /* a press on the fold mark folds */

/* --- text: lines to read --- */
/* Where @needle is in @line; case counts if it has upper case. NULL: nowhere. */
const char *wf_find_text(const char *line, const char *needle);

typedef struct WfTextView WfTextView;
WfTextView *wf_text_view_new(void);
void wf_text_view_free(WfTextView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfTextView, wf_text_view_free)
/* Takes a copy. The place stays where it is as far as the text has it. */
void wf_text_view_set(WfTextView *view, const char *text, gssize len);
/* Gives roles to parts of a line: called once per line shown, paints over. */
typedef void (*WfTextColor)(gpointer data, guint line, const char *text, WfRole *roles, gsize n);
void wf_text_view_color(WfTextView *view, WfTextColor color, gpointer data);
guint wf_text_view_lines(const WfTextView *view);
void wf_text_view_go(WfTextView *view, guint line); /* from 0; shown in the upper third */
guint wf_text_view_line(const WfTextView *view);    /* of the cursor */
bool wf_text_view_move(WfTextView *view, WfMove move, int count);
void wf_text_view_paint(WfTextView *view, WfGrid *grid, WfRect rect, bool focused);
/* Marks @needle from now on, NULL: nothing; case counts if it has upper case. Returns how many
 * lines have it. */
guint wf_text_view_search(WfTextView *view, const char *needle);
bool wf_text_view_next(WfTextView *view, bool forward); /* to a line that has it; false: none */
bool wf_text_view_mouse(WfTextView *view, const WfMouse *mouse);

/* --- diff of two texts, by lines --- */
typedef enum { WF_DIFF_SAME, WF_DIFF_REMOVED, WF_DIFF_ADDED, WF_DIFF_SKIPPED } WfDiffKind;
typedef struct {
    WfDiffKind kind;
    guint left, right; /* line numbers from 0; of SKIPPED the first, with n lines */
    guint n;
} WfDiffRow;
/* @context: unchanged lines kept around changes, -1 all. GArray of WfDiffRow. Exact up to
 * WF_LIMIT_DIFF_EDITS; beyond, the rest counts as replaced. */
GArray *wf_diff_lines(char *const *left, guint n_left, char *const *right, guint n_right,
                      int context);
typedef struct WfDiffView WfDiffView;
WfDiffView *wf_diff_view_new(void);
void wf_diff_view_free(WfDiffView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfDiffView, wf_diff_view_free)
void wf_diff_view_set(WfDiffView *view, const char *left, const char *right, int context);
bool wf_diff_view_move(WfDiffView *view, WfMove move, int count);
/* To the next or previous change. */
bool wf_diff_view_next(WfDiffView *view, bool forward);
/* Side by side where there is room for it, else one below the other. */
void wf_diff_view_paint(WfDiffView *view, WfGrid *grid, WfRect rect, bool focused);
/* As of texts, in either of them. */
guint wf_diff_view_search(WfDiffView *view, const char *needle);
bool wf_diff_view_next_match(WfDiffView *view, bool forward);
bool wf_diff_view_mouse(WfDiffView *view, const WfMouse *mouse);

/* --- one line of input --- */
typedef struct WfLine WfLine;
WfLine *wf_line_new(void);
void wf_line_free(WfLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfLine, wf_line_free)
const char *wf_line_text(const WfLine *line);
gsize wf_line_cursor(const WfLine *line);            /* bytes */
void wf_line_set(WfLine *line, const char *text);    /* cursor to the end */
void wf_line_insert(WfLine *line, const char *text); /* what cannot be shown is left out */
/* Replaces from byte @start to the cursor (completion). */
void wf_line_replace(WfLine *line, gsize start, const char *text);
/* Editing keys as in readline. False if it is not one. */
bool wf_line_key(WfLine *line, WfKey key);
/* Returns the cursor's column. */
int wf_line_paint(const WfLine *line, WfGrid *grid, WfRect rect, WfRole role);
/* The cursor goes to column @x of where the line was painted. */
void wf_line_click(WfLine *line, WfRect rect, int x);

/* --- what was typed before --- */
typedef struct WfHistory WfHistory;
/* @path: where it is kept, or NULL. A file that cannot be read is an empty history. */
WfHistory *wf_history_new(const char *path);
void wf_history_free(WfHistory *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfHistory, wf_history_free)
char *wf_history_path(const char *name);                   /* $XDG_STATE_HOME/weft/NAME.history */
void wf_history_add(WfHistory *history, const char *line); /* moves an earlier one to the end */
bool wf_history_save(const WfHistory *history, GError **error);
/* Walks among lines that begin with what was typed; @typed is kept for the way back. */
const char *wf_history_older(WfHistory *history, const char *typed);
const char *wf_history_newer(WfHistory *history);
void wf_history_rewind(WfHistory *history);

/* --- small things --- */
void wf_paint_scroll_bar(WfGrid *grid, WfRect rect, guint top, guint shown, guint total);
/* A frame with a title; returns the inside. The inside is cleared. */
WfRect wf_paint_frame(WfGrid *grid, WfRect rect, const char *title, WfRole role);
/* A bar of a share from 0 to 1. */
void wf_paint_bar(WfGrid *grid, WfRect rect, double share, WfRole role);
/* Visible text on as many rows as it needs and @rect has; the last of them is cut where that is too
 * few. Returns the rows used. */
int wf_paint_wrapped(WfGrid *grid, WfRect rect, const char *text, WfRole role, guint attr);
int wf_wrapped_rows(const char *text, int width);
/* The sign of a severity, in its role. */
WfRole wf_severity_role(WfSeverity severity);
void wf_paint_severity(WfGrid *grid, int x, int y, WfSeverity severity, guint attr);

/* Two panes and the line between them. */
typedef struct {
    bool stacked;  /* one above the other */
    int per_mille; /* share of the first */
    int least;     /* columns or rows the second needs; without them it is not shown */
    bool dragging;
    WfRect whole, first, second; /* set by painting */
} WfSplit;
void wf_split_place(WfSplit *split, WfRect rect);
void wf_split_paint(const WfSplit *split, WfGrid *grid);
bool wf_split_mouse(WfSplit *split, const WfMouse *mouse); /* drags the line */
