/* Pictures that need no layout: the tile map of any number of VMs, and the outline.
 *
 * Tiles: every VM is one cell whose height says how many VMs it is connected
 * with, in rows by rank (longest path), each rank ordered by barycenters. It
 * takes milliseconds for thousands of VMs and is the first frame of a huge model.
 * Outline: one row per component, lanes at the left for edges inside its VM,
 * edges to other VMs as text; rows are made one at a time, so any size streams.
 *
 *     g_autoptr(WfTiles) tiles = wf_tiles_new(n_vms, n_edges, from, to, columns);
 *     wf_tiles_paint(tiles, grid, &where, first_row, ascii, name, look, data);
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <weft/layout.h>

typedef struct WfTiles WfTiles;

/* Ranks and orders @n things with the given edges (parallel edges count once each), wrapped at
 * @columns cells. Linear time. */
WfTiles *wf_tiles_new(guint32 n, guint32 n_edges, const guint32 *from, const guint32 *to,
                      int columns);
void wf_tiles_free(WfTiles *tiles);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfTiles, wf_tiles_free)
int wf_tiles_rows(const WfTiles *tiles);
bool wf_tiles_find(const WfTiles *tiles, guint32 thing,
                   WfPoint *ret_cell);                   /* x without the margin */
guint32 wf_tiles_at(const WfTiles *tiles, int x, int y); /* G_MAXUINT32: none */
guint32 wf_tiles_neighbour(const WfTiles *tiles, guint32 thing, WfToward toward);
/* @role may be NULL (all WF_ROLE_LABEL); returns a WfRole for a thing and may add attributes. */
typedef WfRole (*WfTileRole)(guint32 thing, guint *attr, gpointer data);
void wf_tiles_paint(const WfTiles *tiles, WfGrid *grid, const WfRect *where, int first_row,
                    bool ascii, WfTileRole role, gpointer data);
#define WF_TILES_MARGIN 6 /* columns left of the cells: "L12  " on the first row of a rank */

typedef struct WfOutline WfOutline;

/* Rows in topological order within each frame, frames by rank then place. Keeps a reference. */
WfOutline *wf_outline_new(WfVisible *visible);
void wf_outline_free(WfOutline *outline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfOutline, wf_outline_free)
guint32 wf_outline_n_rows(const WfOutline *outline);            /* one per frame and one per node */
guint32 wf_outline_node(const WfOutline *outline, guint32 row); /* G_MAXUINT32: a frame's title */
guint32 wf_outline_row(const WfOutline *outline, guint32 node);
/* Paints rows from @first_row on. */
void wf_outline_paint(const WfOutline *outline, WfGrid *grid, const WfRect *where,
                      guint32 first_row, bool ascii, const WfLooks *looks);
