/* The judge of a placement on its way: verify.c judges hosts and links, judge_policy.c policies. It
 * shares no code with the solver. */
#pragma once

#include <weft/place.h>

typedef struct {
    const WfPlaceProblem *p;
    const WfDatacenter *dc;
    const guint32 *hosts;
    GString *why;
    bool fine;
    WfPlaceCost cost;
    gint64 *load;     /* by vertex: reserved */
    gint64 *wish;     /* by vertex: asked for softly */
    gint64 *wish_on;  /* by vertex: weight of soft policies that use the link */
    bool *foreign;    /* by host: something of others stands there */
    gint64 *violated; /* by policy: how often; or NULL */
    guint32 at;       /* the policy that is judged */
} Judge;

/* judge_policy.c */
/* One more line of why; the placement is none. */
void judge_broken(Judge *j, const char *format, ...) G_GNUC_PRINTF(2, 3);
const WfPlaceItem *judge_item(const Judge *j, guint32 item);
gint64 judge_need(const WfPlaceItem *item, guint32 resource);
bool judge_has_all(const Judge *j, guint32 host, const GPtrArray *requires);
/* What others use on the host: present items of ours are not others. */
gint64 judge_used_by_others(const Judge *j, guint32 host, guint32 resource);
/* From @a to @c over the links between them: each of them is added to @load and marked in @used,
 * either may be NULL. */
void judge_send(Judge *j, guint32 a, guint32 c, gint64 mbps, gint64 *load, bool *used);
void judge_bandwidth(Judge *j, const WfPlacePolicy *policy);
void judge_policy(Judge *j, const WfPlacePolicy *policy);
