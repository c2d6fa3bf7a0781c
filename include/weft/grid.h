/* A rectangle of terminal cells, without a terminal.
 *
 * Everything weft shows is painted into a WfGrid; src/term puts one on the
 * screen, tests and `weft graph --text` print it. A cell holds one character
 * (plus up to two combining marks), its width, a role (what it is, theme.h says
 * how that looks) and attributes. Painting outside is clipped, text is made
 * safe (text.h), wide characters never straddle a border.
 * Ownership: the grid owns its cells. Coordinates: x right, y down, from 0.
 *
 *     g_autoptr(WfGrid) grid = wf_grid_new(80, 24);
 *     WfRect before = wf_grid_clip(grid, pane);
 *     wf_grid_text(grid, pane.x, pane.y, pane.width, name, WF_ROLE_LABEL, 0);
 *     wf_grid_clip(grid, before); */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What a cell is. Themes give every role a look in three depths; weft-theme(5) lists them.
 * X(ROLE, "name in themes", 'letter in role dumps', "what it paints") */
#define WF_ROLE_TABLE(X)                                                                           \
    X(TEXT, "text", '.', "ordinary text")                                                          \
    X(DIM, "text.dim", ',', "less important text")                                                 \
    X(STRONG, "text.strong", 's', "names and emphasis")                                            \
    X(TITLE, "title", 'T', "the title line")                                                       \
    X(STATUS, "status", 'S', "the status line")                                                    \
    X(HINT_KEY, "hint.key", 'k', "a key in the hint line")                                         \
    X(HINT, "hint", 'h', "what the key does")                                                      \
    X(SELECT, "select", '*', "the selected item")                                                  \
    X(MATCH, "match", 'm', "what a filter or search found")                                        \
    X(MARK, "mark", 'M', "marked items")                                                           \
    X(INPUT, "input", 'i', "the command line and filter prompt")                                   \
    X(BORDER, "border", 'b', "lines between panes")                                                \
    X(SCROLL, "scroll", '|', "scroll bars and the minimap")                                        \
    X(FRAME, "graph.frame", 'f', "frame of a VM")                                                  \
    X(FRAME_TITLE, "graph.frame.title", 'F', "name of a VM")                                       \
    X(BOX, "graph.box", 'B', "box of a component")                                                 \
    X(LABEL, "graph.label", 'L', "name in a box")                                                  \
    X(EDGE_DATA, "graph.edge.data", 'd', "edge that carries a value inside a VM")                  \
    X(EDGE_ORDER, "graph.edge.order", 'o', "order without a value")                                \
    X(EDGE_RUN, "graph.edge.run-list", 'r', "run-list order")                                      \
    X(EDGE_CROSS, "graph.edge.cross", 'x', "edge between VMs")                                     \
    X(EDGE_CYCLE, "graph.edge.cycle", 'C', "edge of a cycle")                                      \
    X(EDGE_UP, "graph.edge.up", 'u', "edges to what the selection needs")                          \
    X(EDGE_DOWN, "graph.edge.down", 'n', "edges to what needs the selection")                      \
    X(EDGE_CRITICAL, "graph.edge.critical", 'c', "edges of the critical path")                     \
    X(EDGE_DIM, "graph.edge.dim", 'e', "other edges while something is lit")                       \
    X(STEP, "graph.step", '#', "step numbers of a cycle")                                          \
    X(STUB, "graph.stub", '-', "text in place of an edge to a hub")                                \
    X(STATE_PENDING, "state.pending", 'p', "not started")                                          \
    X(STATE_WAITING, "state.waiting", 'W', "waits for an input")                                   \
    X(STATE_RUNNING, "state.running", 'R', "runs")                                                 \
    X(STATE_DONE, "state.done", 'O', "done")                                                       \
    X(STATE_FAILED, "state.failed", '!', "failed")                                                 \
    X(STATE_BLOCKED, "state.blocked", 'K', "behind a failed one")                                  \
    X(STATE_LOST, "state.lost", '?', "its VM does not answer")                                     \
    X(STATE_SKIPPED, "state.skipped", '/', "has nothing to do")                                    \
    X(STATE_STALE, "state.stale", '~', "finished for an older model")                              \
    X(PLAN_CREATE, "plan.create", '+', "created")                                                  \
    X(PLAN_UPDATE, "plan.update", '^', "updated")                                                  \
    X(PLAN_REPLACE, "plan.replace", '%', "replaced or run anew")                                   \
    X(PLAN_DELETE, "plan.delete", 'D', "deleted")                                                  \
    X(PLAN_MAYBE, "plan.maybe", 'q', "may run again")                                              \
    X(PLAN_WAIT, "plan.wait", 'w', "only waits")                                                   \
    X(FAULT, "finding.error", 'E', "errors")                                                       \
    X(WARNING, "finding.warning", 'A', "warnings")                                                 \
    X(NOTE, "finding.note", 'N', "notes")                                                          \
    X(SAME, "compare.same", '=', "unchanged")                                                      \
    X(ADDED, "compare.added", 'a', "only in the new one")                                          \
    X(REMOVED, "compare.removed", 'z', "only in the old one")                                      \
    X(KEY, "code.key", 'y', "keys in shown source")                                                \
    X(STRING, "code.string", 't', "strings in shown source")                                       \
    X(COMMENT, "code.comment", ';', "comments in shown source")                                    \
    X(BAR, "bar", 'g', "full part of a bar")                                                       \
    X(BAR_REST, "bar.rest", '_', "rest of a bar")                                                  \
    X(DANGER, "danger", 'X', "armed, live, destructive")

typedef enum {
#define WF_X(role, name, letter, text) WF_ROLE_##role,
    WF_ROLE_TABLE(WF_X)
#undef WF_X
        WF_N_ROLES
} WfRole;

const char *wf_role_name(WfRole role);
char wf_role_letter(WfRole role);
bool wf_role_from_name(const char *name, WfRole *ret_role);

/* Attributes a painter may add to the role's own. */
typedef enum { WF_ATTR_SELECTED = 1, WF_ATTR_BOLD = 2, WF_ATTR_DIM = 4, WF_ATTR_MATCH = 8 } WfAttr;

typedef struct {
    gunichar ch;      /* 0: right half of the wide character before */
    gunichar mark[2]; /* combining characters, 0 = none */
    guint8 role;      /* WfRole */
    guint8 attr;      /* WfAttr */
} WfCell;

typedef struct {
    int x, y, width, height;
} WfRect;

/* The part both have; width and height 0 if there is none. */
WfRect wf_rect_cut(WfRect a, WfRect b);
bool wf_rect_has(WfRect rect, int x, int y);

typedef struct WfGrid WfGrid;

/* Sizes are held within limits.h: a side to WF_LIMIT_GRID_SIDE, then the height until the
 * cells are at most WF_LIMIT_GRID_CELLS. */
WfGrid *wf_grid_new(int width, int height);
void wf_grid_free(WfGrid *grid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfGrid, wf_grid_free)
int wf_grid_width(const WfGrid *grid);
int wf_grid_height(const WfGrid *grid);
/* Blanks everything, also outside the clip. */
void wf_grid_clear(WfGrid *grid);
/* What still fits keeps its place; the clip becomes the whole grid. */
void wf_grid_resize(WfGrid *grid, int width, int height);
/* Nothing is painted outside @clip from now on. Returns the clip before, to be put back. */
WfRect wf_grid_clip(WfGrid *grid, WfRect clip);
WfRect wf_grid_area(const WfGrid *grid); /* the whole grid */
/* For terminals that show ASCII only: what is painted from now on comes out as the ASCII form of
 * its glyph (below) or, in text, as \u{NNNN}. */
void wf_grid_set_ascii(WfGrid *grid, bool ascii);
bool wf_grid_ascii(const WfGrid *grid);

const WfCell *wf_grid_at(const WfGrid *grid, int x, int y); /* NULL outside */
void wf_grid_put(WfGrid *grid, int x, int y, gunichar ch, WfRole role, guint attr);
/* Paints text made visible, cut at @columns (-1: up to the clip's border), with an ellipsis if
 * cut. Returns the columns used. */
int wf_grid_text(WfGrid *grid, int x, int y, int columns, const char *text, WfRole role,
                 guint attr);
int wf_grid_printf(WfGrid *grid, int x, int y, int columns, WfRole role, guint attr,
                   const char *format, ...) G_GNUC_PRINTF(7, 8);
void wf_grid_fill(WfGrid *grid, int x, int y, int width, int height, gunichar ch, WfRole role,
                  guint attr);
/* Adds attributes, or changes the role, of what is already there. */
void wf_grid_tint(WfGrid *grid, int x, int y, int width, int height, int role_or_minus_1,
                  guint attr);
/* Copies a rectangle of @from to (x, y). */
void wf_grid_copy(WfGrid *grid, int x, int y, const WfGrid *from, int from_x, int from_y, int width,
                  int height);

/* The whole grid as lines of text, trailing blanks removed; and its twin of role letters, where
 * a blank cell without a look of its own is blank, a selected one '*' and a match 'm'. */
char *wf_grid_to_text(const WfGrid *grid);
char *wf_grid_to_roles(const WfGrid *grid);

/* Named glyphs, in UTF-8 or ASCII. The nine states, the cursor, fold marks and warning differ
 * from each other in both. X(NAME, unicode, ascii) */
/* clang-format off */
#define WF_GLYPH_TABLE(X)                                                                          \
    X(H_LINE, 0x2500, '-') X(V_LINE, 0x2502, '|') X(TOP_LEFT, 0x250C, '+') X(TOP_RIGHT, 0x2510, '+') \
    X(BOTTOM_LEFT, 0x2514, '+') X(BOTTOM_RIGHT, 0x2518, '+') X(TEE_RIGHT, 0x251C, '|')               \
    X(TEE_LEFT, 0x2524, '|') X(TEE_DOWN, 0x252C, '-') X(TEE_UP, 0x2534, '-') X(CROSS, 0x253C, '+')   \
    X(OPEN, 0x25BE, 'v') X(SHUT, 0x25B8, '>') X(ARROW_RIGHT, 0x2192, '>') X(ARROW_LEFT, 0x2190, '<') \
    X(ARROW_UP, 0x25B2, '^') X(ARROW_DOWN, 0x25BC, 'v') X(OK, 0x2713, '+') X(FAIL, 0x2717, 'x')      \
    X(RUN, 0x25CF, '*') X(WAIT, 0x25CB, 'o') X(PENDING, 0x00B7, '.') X(SKIP, 0x2013, '/')            \
    X(BLOCKED, 0x2298, '#') X(STALE, 0x223C, '=') X(LOST, '?', '?') X(ELLIPSIS, 0x2026, '~')         \
    X(BULLET, 0x2022, '-') X(FULL, 0x2588, '#') X(REST, 0x2591, '.') X(BAR_V, 0x2502, '|')           \
    X(THUMB, 0x2590, '#') X(CURSOR, 0x00BB, '@') X(WARN, '!', '!') X(NOTE, 'i', 'i')
/* clang-format on */
typedef enum {
#define WF_X(name, unicode, ascii) WF_GLYPH_##name,
    WF_GLYPH_TABLE(WF_X)
#undef WF_X
        WF_N_GLYPHS
} WfGlyph;
gunichar wf_glyph(WfGlyph glyph, bool ascii);
/* The ASCII form of any character: itself, its glyph's, the nearest line for box drawing, else '?'.
 */
char wf_glyph_ascii(gunichar ch);
