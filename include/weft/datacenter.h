/* The datacenter: a tree whose leaves host VMs and volumes.
 *
 * Every vertex but the root has a level out of a partially ordered vocabulary
 * (room above rack above host; storage_box beside host), and a link to its
 * parent with a bandwidth. Leaves with a capacity are the hosts. Vertices stand
 * in preorder, vertex 0 is the root, so what is below a vertex is one range of
 * vertices and one range of hosts. Amounts are whole numbers in the units of
 * Nova: vcpus, ram in MiB, disk and storage in GiB; bandwidth in Mbit/s.
 *
 * A datacenter is built once, then immutable and counted by reference:
 *
 *     g_autoptr(WfDatacenter) dc = wf_dc_parse("east.yaml", bytes, findings);
 *     guint32 host = wf_dc_host(dc, "r1-h3");
 *     gint64 room = wf_dc_free(dc, host, wf_dc_resource(dc, "ram"));
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <weft/doc.h>
#include <weft/findings.h>

#define WF_DC_NONE G_MAXUINT32
#define WF_DC_UNLIMITED G_MAXINT64 /* a link nobody gave a bandwidth */

typedef struct {
    char *name;
    guint32 level;  /* WF_DC_NONE: the root */
    guint32 parent; /* WF_DC_NONE: the root */
    guint32 end;    /* the vertex after all of its descendants */
    guint32 depth;  /* links up to the root */
    guint32 first_host, end_host;
    guint32 host;           /* its own host index, WF_DC_NONE if it is none */
    gint64 bandwidth;       /* of the link to the parent; 0: no network */
    gint64 bandwidth_used;  /* by others */
    char *zone;             /* availability zone, or NULL: the parent's */
    char *disabled;         /* why nothing new is put here, or NULL */
    GHashTable *properties; /* own ones: name -> GPtrArray of texts; or NULL */
    WfSpan span;            /* in the datacenter file; line 0: not from a file */
} WfDcVertex;

typedef struct {
    char *name;
    char *path;
    GPtrArray *levels; /* names */
    WfDcVertex *vertices;
    guint32 n_vertices;
    guint32 *hosts; /* the vertex of each host */
    guint32 n_hosts;
    GPtrArray *resources;    /* names; "vcpus", "ram", "disk", "storage" always come first */
    gint64 *capacity, *used; /* by host and resource */
} WfDatacenter;

WfDatacenter *wf_dc_ref(WfDatacenter *dc);
void wf_dc_unref(WfDatacenter *dc);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfDatacenter, wf_dc_unref)

/* Reads a datacenter file (weft-datacenter(5)). NULL when findings hold a fault. */
WfDatacenter *wf_dc_parse(const char *name, GBytes *bytes, WfFindings *findings);
WfDatacenter *wf_dc_read(const WfDoc *doc, WfFindings *findings);

/* The file wf_dc_parse() reads, as a JSON value (new reference). */
json_t *wf_dc_to_json(const WfDatacenter *dc);

/* What OpenStack's client and APIs print, each as one JSON file: hypervisor
 * list --long, aggregate list --long, aggregate show, availability zone list
 * --long, resource provider list, inventory list, usage show, trait list, and
 * the Placement API's resource_providers, inventories, usages, traits and
 * allocation_candidates. Each file is known by its keys; one that names no
 * resource provider belongs to the one its file is called after. */
typedef struct {
    const char *name; /* of the file */
    GBytes *bytes;
} WfDcSource;
/* @levels: aggregate properties that make the tree, outermost first, NULL-terminated;
 * NULL: room, row, rack, chassis. */
WfDatacenter *wf_dc_import(const WfDcSource *sources, guint n, const char *const *levels,
                           WfFindings *findings);

/* -- building one in a program ------------------------------------------- */
typedef struct WfDcBuilder WfDcBuilder;
WfDcBuilder *wf_dc_builder_new(const char *name, const char *path);
void wf_dc_builder_free(WfDcBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfDcBuilder, wf_dc_builder_free)
/* A new level, below @above (WF_DC_NONE: below none). The order is closed transitively. */
guint32 wf_dc_builder_level(WfDcBuilder *builder, const char *name, guint32 above);
guint32 wf_dc_builder_find_level(const WfDcBuilder *builder, const char *name);
void wf_dc_builder_below(WfDcBuilder *builder, guint32 level, guint32 above);
bool wf_dc_builder_is_below(const WfDcBuilder *builder, guint32 level, guint32 above);
guint32 wf_dc_builder_n_levels(const WfDcBuilder *builder);
/* A vertex below @parent (0: the root). */
guint32 wf_dc_builder_add(WfDcBuilder *builder, guint32 parent, const char *name, guint32 level,
                          const WfSpan *span);
void wf_dc_builder_amount(WfDcBuilder *builder, guint32 vertex, const char *resource,
                          gint64 capacity, gint64 used);
void wf_dc_builder_link(WfDcBuilder *builder, guint32 vertex, gint64 bandwidth, gint64 used);
void wf_dc_builder_zone(WfDcBuilder *builder, guint32 vertex, const char *zone);
void wf_dc_builder_disable(WfDcBuilder *builder, guint32 vertex, const char *why);
void wf_dc_builder_property(WfDcBuilder *builder, guint32 vertex, const char *name,
                            const char *value);
/* Checks and closes it; the builder is empty afterwards. NULL when something is wrong. */
WfDatacenter *wf_dc_builder_end(WfDcBuilder *builder, WfFindings *findings);

/* -- asking ----------------------------------------------------------------- */
guint32 wf_dc_level(const WfDatacenter *dc, const char *name); /* WF_DC_NONE: no such level */
bool wf_dc_level_below(const WfDatacenter *dc, guint32 level, guint32 above); /* strictly */
guint32 wf_dc_resource(const WfDatacenter *dc, const char *name);
guint32 wf_dc_host(const WfDatacenter *dc, const char *name); /* index of a host, WF_DC_NONE */
const char *wf_dc_host_name(const WfDatacenter *dc, guint32 host);
const char *wf_dc_zone(const WfDatacenter *dc, guint32 host); /* "nova" when nothing says more */
gint64 wf_dc_capacity(const WfDatacenter *dc, guint32 host, guint32 resource);
gint64 wf_dc_used(const WfDatacenter *dc, guint32 host, guint32 resource);
gint64 wf_dc_free(const WfDatacenter *dc, guint32 host, guint32 resource); /* never below 0 */
/* The vertex of @level at or above the host, WF_DC_NONE. */
guint32 wf_dc_above(const WfDatacenter *dc, guint32 host, guint32 level);
/* Does the host, or the nearest vertex above it that knows the property, have the
 * value? @value NULL: any but false. */
bool wf_dc_has_property(const WfDatacenter *dc, guint32 host, const char *name, const char *value);
const char *wf_dc_disabled(const WfDatacenter *dc, guint32 host); /* why, or NULL */
