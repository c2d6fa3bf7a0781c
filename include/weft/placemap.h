/* A placement to look at: the datacenter's tree with what stands where, how
 * full each vertex is, and who violates a preference.
 *
 *     g_autoptr(WfPlaceMap) map = wf_place_map_new(p, answer, violated);
 *     wf_place_map_children(map, WF_SPOT_ROOT, true, spots);
 *     share = wf_place_map_used(map, vertex, vcpus) / wf_place_map_capacity(map, vertex, vcpus);
 *
 * Made once from a problem and its answer, then immutable. It refers to both,
 * which have to live as long. */
#pragma once

#include <weft/place.h>

typedef enum { WF_SPOT_VERTEX, WF_SPOT_ITEM } WfSpotKind;

/* A row of the tree: a vertex of the datacenter or an item of the problem. */
typedef struct {
    WfSpotKind kind;
    guint32 id;
} WfSpot;
#define WF_SPOT_ROOT ((WfSpot){WF_SPOT_VERTEX, 0})

typedef struct WfPlaceMap WfPlaceMap;

/* @answer is one with hosts. @violated: as wf_place_violations() counts, or NULL: nothing is. */
WfPlaceMap *wf_place_map_new(const WfPlaceProblem *p, const WfPlaceAnswer *answer,
                             const gint64 *violated);
void wf_place_map_free(WfPlaceMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfPlaceMap, wf_place_map_free)

/* Adds the WfSpots below a spot, in the datacenter's order: vertices, or the items of a host by
 * their order in the model. Items without a host stand below the root. Without @empty only vertices
 * that hold an item. */
void wf_place_map_children(const WfPlaceMap *map, WfSpot spot, bool empty, GArray *ret);
guint32 wf_place_map_n_items(const WfPlaceMap *map, guint32 vertex); /* on hosts below it */
guint32 wf_place_map_n_open(const WfPlaceMap *map);                  /* hosts with items */

/* Sums over the hosts below a vertex; used: by others and by the items placed there. */
gint64 wf_place_map_capacity(const WfPlaceMap *map, guint32 vertex, guint32 resource);
gint64 wf_place_map_used(const WfPlaceMap *map, guint32 vertex, guint32 resource);

/* How often a policy is violated, and whether the item has a part in any violation. */
gint64 wf_place_map_violated(const WfPlaceMap *map, guint32 policy);
bool wf_place_map_is_amiss(const WfPlaceMap *map, guint32 item);
guint32 wf_place_map_n_amiss(const WfPlaceMap *map, guint32 vertex); /* items below it that are */

/* The groups an item is in, those that hold it directly first. Of guint32; caller frees. */
GArray *wf_place_map_groups(const WfPlaceMap *map, guint32 item);
/* Policies over the item. Of guint32; caller frees. */
GArray *wf_place_map_policies(const WfPlaceMap *map, guint32 item);
/* Sets @ret[i] for the other items in the groups that hold @item directly; @ret has one per item.
 */
void wf_place_map_mates(const WfPlaceMap *map, guint32 item, bool *ret);

/* "same host", "same rack", "other room": the lowest level two hosts share, else the highest they
 * do not. Caller frees. */
char *wf_dc_nearness(const WfDatacenter *dc, guint32 a, guint32 b);
/* "rack n1, room north": what is above a host, lowest first. Caller frees. */
char *wf_dc_place_words(const WfDatacenter *dc, guint32 host);
