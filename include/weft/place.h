/* Placement: all servers and volumes of an application on the hosts of a
 * datacenter at once, under its policies.
 *
 * A WfPlaceProblem is what is to be decided: items with their needs, groups of
 * items, policies on a group or between two, flows between items. Hard policies
 * always hold in an answer; among those answers the best is the one with the
 * least, in this order: moves of what already stands somewhere, weight of soft
 * policies violated, bandwidth x distance, hosts opened, imbalance.
 * The same problem, options and seed give the same answer on every machine,
 * unless the time limit or the progress callback ends the search.
 *
 *     g_autoptr(WfPlaceProblem) p = wf_place_problem_new(dc);
 *     guint32 web = wf_place_add_item(p, WF_PLACE_SERVER, "web", "shop.yaml", &span);
 *     wf_place_need(p, web, "vcpus", 4);
 *     wf_place_read_section(p, doc, wf_doc_get(doc, root, "placement"), findings);
 *     if (wf_place_check(p, findings))
 *         answer = wf_place_solve(p, &(WfPlaceOptions){.seed = 1}, findings);
 *
 * Everything given is copied; the problem owns its parts and refers to the
 * datacenter, which has to live as long (it takes a reference). */
#pragma once

#include <weft/datacenter.h>
#include <weft/doc.h>
#include <weft/limits.h>

#define WF_PLACE_NONE G_MAXUINT32
#define WF_PLACE_LEVEL_LEAF (G_MAXUINT32 - 1) /* "the same host", whatever its level is called */
#define WF_PLACE_WEIGHT_UNIT 1000             /* weights and soft costs are in thousandths */

typedef enum { WF_PLACE_SERVER, WF_PLACE_VOLUME } WfPlaceKind;

typedef enum {
    WF_POLICY_ANTI_COLLOCATION,
    WF_POLICY_COLLOCATION,
    WF_POLICY_SPREAD,
    WF_POLICY_NETWORK_REACHABILITY,
    WF_POLICY_NETWORK_PROXIMITY,
    WF_POLICY_NETWORK_BANDWIDTH,
    WF_POLICY_EXCLUSIVE,
    WF_POLICY_PROPERTY,
    WF_POLICY_DIRECT_STORAGE,
    WF_N_POLICY_TYPES,
} WfPolicyType;

const char *wf_policy_type_name(WfPolicyType type); /* "anti_collocation" */

typedef struct {
    char *name, *value; /* value NULL: any but false */
} WfPlaceRequire;

typedef struct {
    guint32 resource; /* of the problem's resources */
    gint64 amount;
} WfPlaceNeed;

typedef struct {
    char *name;
    WfPlaceKind kind;
    char *size;         /* the flavor's name, for messages; or NULL */
    GArray *needs;      /* of WfPlaceNeed */
    GPtrArray *require; /* of WfPlaceRequire: what its flavor asks of a host; or NULL */
    char *zone, *host;  /* pinned, or NULL */
    guint32 present;    /* host it stands on now, or WF_PLACE_NONE */
    guint32 leaf_group; /* the group of the placement section it belongs to, or WF_PLACE_NONE */
    char *path;
    WfSpan span;
} WfPlaceItem;

typedef struct {
    char *name;
    GArray *items;  /* guint32, sorted, each once; those of groups below too once checked */
    GArray *groups; /* guint32: groups directly below */
    char *path;
    WfSpan span;
} WfPlaceGroup;

typedef struct {
    WfPolicyType type;
    guint32 group, other; /* other: WF_PLACE_NONE unless it is between two */
    guint32 level;        /* of the datacenter, WF_PLACE_LEVEL_LEAF, or WF_PLACE_NONE */
    guint32 max_skew;     /* spread */
    gint64 mbps;          /* network_bandwidth, for each pair of members */
    gint64 weight;        /* 0: hard; soft ones in thousandths */
    GPtrArray *require;   /* property: of WfPlaceRequire */
    char *label;          /* its name in the file, or NULL */
    char *path;
    WfSpan span;
} WfPlacePolicy;

typedef struct {
    guint32 a, b;
    gint64 mbps;  /* or weight: what distance is multiplied with */
    bool reserve; /* taken from the links' bandwidth too */
} WfPlaceFlow;

typedef struct {
    guint32 server, volume;
} WfPlaceAttach;

typedef struct {
    WfDatacenter *dc;
    GPtrArray *resources; /* names; those of the datacenter come first */
    GPtrArray *items;     /* WfPlaceItem */
    GPtrArray *groups;    /* WfPlaceGroup */
    GPtrArray *policies;  /* WfPlacePolicy */
    GArray *flows;        /* WfPlaceFlow */
    GArray *attached;     /* WfPlaceAttach */
    bool present_in_used; /* the datacenter's `used` counts present items already */
    GHashTable *by_name;  /* item name -> index + 1 */
} WfPlaceProblem;

/* @dc NULL: nothing is placed, sections are only read for what is wrong with them. */
WfPlaceProblem *wf_place_problem_new(WfDatacenter *dc);
void wf_place_problem_free(WfPlaceProblem *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfPlaceProblem, wf_place_problem_free)

/* -- stating it ------------------------------------------------------------- */
guint32 wf_place_add_item(WfPlaceProblem *p, WfPlaceKind kind, const char *name, const char *path,
                          const WfSpan *span);
void wf_place_need(WfPlaceProblem *p, guint32 item, const char *resource, gint64 amount); /* adds */
void wf_place_require(WfPlaceProblem *p, guint32 item, const char *name, const char *value);
void wf_place_size(WfPlaceProblem *p, guint32 item, const char *size);
/* "ZONE", "ZONE:HOST" or ":HOST", as Nova's availability_zone; NULL undoes it. */
void wf_place_pin(WfPlaceProblem *p, guint32 item, const char *availability_zone);
void wf_place_present(WfPlaceProblem *p, guint32 item, guint32 host);
void wf_place_attach(WfPlaceProblem *p, guint32 server, guint32 volume);
void wf_place_flow(WfPlaceProblem *p, guint32 a, guint32 b, gint64 mbps, bool reserve);
guint32 wf_place_add_group(WfPlaceProblem *p, const char *name, const char *path,
                           const WfSpan *span);
void wf_place_group_add(WfPlaceProblem *p, guint32 group, guint32 item);
void wf_place_group_nest(WfPlaceProblem *p, guint32 group, guint32 below);
/* Copies @policy, whose type, group, and what the type needs are set. */
guint32 wf_place_add_policy(WfPlaceProblem *p, const WfPlacePolicy *policy);
guint32 wf_place_item(const WfPlaceProblem *p, const char *name);  /* WF_PLACE_NONE */
guint32 wf_place_group(const WfPlaceProblem *p, const char *name); /* WF_PLACE_NONE */
/* "anti_collocation by rack of 'web'": how messages call a policy. */
char *wf_place_policy_words(const WfPlaceProblem *p, const WfPlacePolicy *policy);

/* Reads a model's `placement:` section (weft-place(1)). Members are names or
 * globs of items that were added before. False when findings got a fault. */
bool wf_place_read_section(WfPlaceProblem *p, const WfDoc *doc, WfNode section,
                           WfFindings *findings);

/* The same of a document that was computed from the user's: findings name the places in that. */
typedef struct {
    const WfDoc *doc;
    const WfNode *from; /* by node of the computed document: the node it comes from */
} WfPlaceOrigin;
bool wf_place_read_computed(WfPlaceProblem *p, const WfDoc *doc, WfNode section,
                            const WfPlaceOrigin *origin, WfFindings *findings);

/* The scheduler hint `query` that lets Nova's JsonFilter take one host only, and the host of such
 * a hint, NULL if it is another one. */
char *wf_place_hint(const char *host);
char *wf_place_hint_host(const char *query);

/* A placement that stands: what wf_place_answer_json() wrote, a plain map of names to hosts, or a
 * placed template. Unknown names are skipped, unknown hosts are findings. */
bool wf_place_read_present(WfPlaceProblem *p, const WfDoc *doc, WfFindings *findings);

/* Contradictions, before any search: policies that exclude each other, levels in
 * the wrong order, more members than vertices, pins to nowhere. False on a fault.
 * Every item has to be in at most one leaf group. Call it once, before solving. */
bool wf_place_check(WfPlaceProblem *p, WfFindings *findings);

/* -- flavors ----------------------------------------------------------------- */
typedef struct WfFlavors WfFlavors;
/* `openstack flavor list --long -f json`, the compute API's flavors/detail, or a map
 * NAME: {vcpus, ram, disk, resources: {NAME: n}, properties: {...}}. */
WfFlavors *wf_flavors_parse(const char *name, GBytes *bytes, WfFindings *findings);
void wf_flavors_free(WfFlavors *flavors);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfFlavors, wf_flavors_free)
/* Gives the item what the flavor (name or id) needs; false if there is none. */
bool wf_flavors_apply(const WfFlavors *flavors, const char *flavor, WfPlaceProblem *p,
                      guint32 item);
const char *const *wf_flavors_names(const WfFlavors *flavors); /* NULL-terminated, borrowed */

/* -- solving ----------------------------------------------------------------- */
typedef enum {
    WF_COST_MOVES,   /* items that leave the host they stand on */
    WF_COST_SOFT,    /* weight of violated soft policies, in thousandths */
    WF_COST_TRAFFIC, /* bandwidth x links */
    WF_COST_OPENED,  /* hosts that were empty */
    WF_COST_BALANCE, /* sum over hosts of the squared fullest resource, in thousandths */
    WF_N_COSTS,
} WfPlaceCostLevel;

typedef struct {
    gint64 at[WF_N_COSTS];
} WfPlaceCost;

int wf_place_cost_compare(const WfPlaceCost *a, const WfPlaceCost *b); /* in order of the levels */
const char *wf_place_cost_name(WfPlaceCostLevel level);

typedef enum {
    WF_PLACED_OPTIMAL,    /* proved: none is better */
    WF_PLACED,            /* all hard policies hold; @bound says how much better it could be */
    WF_PLACED_INFEASIBLE, /* proved: there is none; findings say why */
    WF_PLACED_UNKNOWN,    /* none found, none excluded */
} WfPlaceStatus;

typedef struct {
    WfPlaceCost cost;  /* of the best so far; only with @placed */
    bool placed;       /* a complete placement is known */
    const char *phase; /* "construct", "improve", "prove", "explain" (why there is none) */
    double part;       /* of the effort, 0..1 */
} WfPlaceProgress;

typedef struct {
    guint32 seed;
    double time_limit; /* seconds, 0: none */
    double effort;     /* 0: the usual one; 2 searches about twice as long */
    /* Called some times a second; false ends the search with the best so far. */
    bool (*progress)(const WfPlaceProgress *progress, gpointer data);
    gpointer data;
} WfPlaceOptions;

typedef struct {
    WfPlaceStatus status;
    guint32 n;
    guint32 *hosts; /* of each item; WF_PLACE_NONE: a volume the datacenter has no place for */
    WfPlaceCost cost;
    WfPlaceCost bound;    /* no placement costs less, level by level */
    bool interrupted;     /* by time or callback: another run may end elsewhere */
    guint64 nodes, steps; /* of the exact search, of the local search */
} WfPlaceAnswer;

/* Never NULL. When nothing can be placed, the findings get WEFT-INFEASIBLE with the
 * policies and items that cannot go together. */
WfPlaceAnswer *wf_place_solve(const WfPlaceProblem *p, const WfPlaceOptions *options,
                              WfFindings *findings);
void wf_place_answer_free(WfPlaceAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfPlaceAnswer, wf_place_answer_free)

/* Places in the given order, each item on the best host as it comes, never looking
 * back: what Nova's filter scheduler does. What tests and benchmarks measure the solver by. */
WfPlaceAnswer *wf_place_one_by_one(const WfPlaceProblem *p, const WfPlaceOptions *options);

/* Checks an answer against the problem, sharing no code with the solver, for tests. Appends each
 * broken hard policy to @why (or NULL), computes the cost into @ret_cost (or NULL). */
bool wf_place_verify(const WfPlaceProblem *p, const guint32 *hosts, GString *why,
                     WfPlaceCost *ret_cost);
/* How often each policy is violated, by the same judge; @ret_violated has one per policy. */
void wf_place_violations(const WfPlaceProblem *p, const guint32 *hosts, gint64 *ret_violated);

/* -- showing ------------------------------------------------------------------ */
typedef struct {
    guint32 host;
    bool possible;    /* with everything else as it is */
    char *reason;     /* why not: the first hard reason */
    WfPlaceCost cost; /* possible: what it would add to the answer's cost */
} WfPlaceChoice;

typedef struct {
    guint32 item, host;
    char *why;           /* one sentence */
    GPtrArray *binding;  /* char*: hard policies that narrow the choice, in words */
    GPtrArray *violated; /* char*: soft policies it violates */
    guint32 n_choices;
    WfPlaceChoice *choices; /* every host; the chosen first, possible ones by cost, then the rest */
} WfPlaceReason;

WfPlaceReason *wf_place_explain(const WfPlaceProblem *p, const WfPlaceAnswer *answer, guint32 item);
void wf_place_reason_free(WfPlaceReason *reason);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfPlaceReason, wf_place_reason_free)

/* "ZONE:HOST", as a server's availability_zone takes it. */
char *wf_place_zone_host(const WfPlaceProblem *p, const WfPlaceAnswer *answer, guint32 item);
/* server -> host with the reason, one a line, then a summary of cost, bound and moves. */
void wf_place_answer_table(const WfPlaceProblem *p, const WfPlaceAnswer *answer, GString *out);
json_t *wf_place_answer_json(const WfPlaceProblem *p, const WfPlaceAnswer *answer); /* new */
