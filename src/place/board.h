/* The board: a placement problem boiled down to arrays, and the one partial
 * placement the solvers work on. Items are placed and removed one at a time; all
 * costs follow by their difference, and hard rules never break: what is on the
 * board is always consistent. A row is one item held against every host. */
#pragma once

#include <weft/place.h>

typedef enum { RULE_APART, RULE_TOGETHER, RULE_SPREAD, RULE_TRAFFIC } RuleKind;

/* A partition of the hosts into domains, WF_PLACE_NONE for hosts in none. */
typedef struct {
    guint32 *of;
    guint32 n;
    guint32 *vertex; /* of each domain */
} Domains;

typedef struct {
    RuleKind kind;
    bool between;   /* sides 0 and 1 are two groups; else all is side 0 */
    bool reserve;   /* traffic: taken from the links */
    guint32 policy; /* it comes from, WF_PLACE_NONE: a hint */
    gint64 weight;  /* 0: hard */
    gint64 mbps;
    guint32 max_skew;
    const Domains *domains;
    const guint8 *counted; /* spread: which domains take part */
    guint32 n_counted;
    guint32 *scope_of;   /* spread: by domain; only domains of one scope are compared */
    guint32 *n_in_scope; /* spread: counted domains of each scope */
    guint32 *members[2];
    guint32 n_members[2];
    /* the partial placement */
    guint32 *count[2]; /* placed, by domain; traffic: by vertex */
    guint32 placed[2];
    guint32 n_used;        /* together: domains in use */
    guint32 where;         /* together, hard: the domain in use */
    gint64 *need_left;     /* together, hard: what is not placed yet needs */
    guint32 *hist;         /* spread: domains with that count */
    guint32 most, least;   /* spread */
    guint32 inside, scope; /* spread: members in counted domains, and the scope they are in */
    guint32 outside;       /* spread: members where nothing is counted */
    gint64 depth_sum[2];   /* traffic */
} Rule;

typedef struct {
    guint32 rule;
    guint32 side;
} ItemRule;

typedef struct {
    guint32 other;
    bool reserve;
    gint64 mbps;
} ItemFlow;

typedef struct {
    bool *ok;
    gint64 *soft; /* sums safely over items: it only grows as others come */
    gint64 *lump; /* the rest of the soft cost */
    gint64 *traffic;
} Row;

typedef struct {
    const WfPlaceProblem *p;
    const WfDatacenter *dc;
    guint32 n_items, n_hosts, n_resources, n_vertices, n_classes;

    /* Items that are alike in all but their rules, flows and present host. */
    guint32 *class_of;
    gint64 *need;     /* by class and resource */
    bool *may;        /* by class and host: everything that does not depend on others */
    gint64 **dislike; /* by class: soft properties by host, or NULL */
    guint32 *kind_of; /* item -> its kind: items of one kind are interchangeable */
    guint32 n_kinds;
    bool *left_out; /* volumes the datacenter has no place for */
    guint32 *present;

    Rule *rules;
    guint32 n_rules;
    ItemRule *item_rules;
    guint32 *rules_at; /* item -> first of its rules; n_items + 1 */
    ItemFlow *item_flows;
    guint32 *flows_at;
    GPtrArray *domain_sets; /* Domains */

    gint64 *total;     /* by host and resource: what others leave */
    gint64 *capacity;  /* by host and resource: what there is at all */
    gint64 *link;      /* by vertex: bandwidth others leave */
    bool *was_open;    /* by host */
    bool limited;      /* some link has a bandwidth */
    bool soft_network; /* some bandwidth policy is soft */

    /* the partial placement */
    guint32 *host; /* of each item, or WF_PLACE_NONE */
    guint32 n_placed;
    gint64 *free;                       /* by host and resource */
    gint64 *free_sum;                   /* by vertex and resource */
    gint64 *load, *soft_load, *soft_on; /* by vertex: reserved, asked for, weight on it */
    guint32 *on;                        /* items on a host */
    guint32 *first_on, *next_on, *prev_on;
    guint32 *below;  /* items below a vertex */
    gint64 *squares; /* by host */
    WfPlaceCost cost;
    gint64 overloaded;  /* the part of the soft cost that comes from links */
    gint64 spread_soft; /* the part of the soft cost that may shrink again */

    Row row;
    gint64 *reserved, *weighted; /* scratch by vertex */
    gint64 *prefix;
    guint32 *crossing;
    guint64 steps; /* rows computed: the measure of effort */
} Board;

Board *board_new(const WfPlaceProblem *p);
/* board_rules.c: parts of board_new() and board_free(). */
void board_make_rules(Board *b);
void board_clear_rules(Board *b);
void board_free(Board *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Board, board_free)

void board_place(Board *b, guint32 item, guint32 host);
void board_remove(Board *b, guint32 item);
void board_clear(Board *b);
void board_load(Board *b, const guint32 *hosts); /* clears first */

/* board_row.c. Fills b->row for an item that is not placed. */
void board_row(Board *b, guint32 item);
/* What placing @item on @host would add to the cost, from the row. */
WfPlaceCost row_cost(const Board *b, guint32 item, guint32 host);
/* The best host of the row not in @forbidden (or NULL), WF_PLACE_NONE if there is none. */
guint32 row_best(const Board *b, guint32 item, const bool *forbidden);
/* The emptiest possible host, as Nova's weighers choose: ram first. */
guint32 row_most_free(const Board *b);
gint64 host_square(const Board *b, guint32 host, const gint64 *need);
guint32 host_domain(const Rule *rule, guint32 host);
/* How much the rule's violation grows when a member of @side comes to @domain. */
gint64 rule_growth(const Rule *rule, guint32 side, guint32 domain);
/* spread, hard: may one more member come to the domain, so that the rest can even it out? */
bool spread_allows(const Rule *rule, guint32 domain);

/* Where the time goes: one budget for the whole search. */
typedef struct {
    Board *b;
    GRand *rand;
    const WfPlaceOptions *options;
    gint64 started, deadline, next_call; /* µs */
    bool stopped;
    guint calls;
    bool placed;
    guint32 n_wanted; /* items that have to be placed */
    WfPlaceCost best_cost;
    guint32 *best;
    WfPlaceCost bound;
    guint64 nodes;
    const char *phase;
    double part_from, part_to;
    guint64 phase_from, phase_end;
} Search;

/* search.c. True when the search has to end: time, callback. Cheap. */
bool search_stop(Search *s);
/* Remembers the board when it is complete and better. */
bool search_keep(Search *s);
void search_phase(Search *s, const char *name, double from, double to, guint64 steps);

void search_start(Search *s, Board *b, const WfPlaceOptions *options);
void search_end(Search *s);

bool construct(Search *s);              /* construct.c: true when all is placed */
void improve(Search *s, guint64 steps); /* improve.c */
/* exact.c: true when the tree was searched whole: best is optimal, or there is none.
 * @any: stop at the first placement. */
bool exact(Search *s, guint64 steps, bool any);
void bound_root(Board *b, WfPlaceCost *ret_bound); /* bound.c; the board is empty */
/* core.c: relaxations that show in words why there can be no placement. */
bool core_find(const WfPlaceProblem *p, Board *b, WfFindings *findings);
/* shrink.c: there is none, an exact search says so; finds a small part that has none. */
void core_shrink(const WfPlaceProblem *p, const WfPlaceOptions *options, WfFindings *findings);

/* reason.c: what speaks against a host. */
typedef enum { WHY_DISABLED, WHY_HOST, WHY_ZONE, WHY_REQUIRE, WHY_RESOURCE, WHY_POLICY } WhyKind;
typedef struct {
    WhyKind kind;
    guint32 index; /* requirement, resource, policy */
} Why;
/* The first reason that depends on the host alone; false if there is none. */
bool host_why(const Board *b, guint32 item, guint32 host, Why *ret_why);
/* "lack ram" and the like, for many hosts at once. */
char *why_words(const Board *b, guint32 item, const Why *why);
/* The first hard reason against @host with the rest as it is on the board; NULL if
 * there is none. New string. The item is off the board and its row computed. */
char *hard_reason(Board *b, guint32 item, guint32 host);
bool policy_allows_host(const Board *b, const WfPlacePolicy *policy, guint32 host);
/* What @n of that level are called: "rack", "hosts". New string. */
char *level_words(const WfPlaceProblem *p, guint32 level, guint32 n);
bool board_member(const WfPlaceProblem *p, guint32 group, guint32 item);
