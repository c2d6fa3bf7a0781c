/* What should stand below a stack's head beside what does, and what a zNode says.
 *
 * A comparison is made from a prepare that has looked and is READY (run.h): every
 * path that it would write or delete, and above each how many there are below.
 * Everything else that is found is as it should be. It is a copy: the prepare may
 * go.
 *
 *     if (progress->phase == WF_PREPARE_READY)
 *         c = wf_prepare_compare(prepare);
 *     WfDifference d = wf_comparison_of(c, "/weft/shop/vms/db");
 *
 * Ownership: what a comparison gives out is its own. */
#pragma once

#include <weft/run.h>

typedef enum {
    WF_DIFFERENCE_NONE, /* there, and as it should be */
    WF_DIFFERENCE_MISSING,
    WF_DIFFERENCE_CHANGED, /* its value or its rights */
    WF_DIFFERENCE_EXTRA,   /* nobody needs it any more, nor what is below it */
    WF_N_DIFFERENCES,
} WfDifference;
const char *wf_difference_name(WfDifference difference); /* "same", "missing", ... */

typedef struct WfComparison WfComparison;

/* From READY on. */
WfComparison *wf_prepare_compare(const WfPrepare *prepare);
/* A comparison is one run of bytes, which another process of this program can make: these, and a
 * comparison of them, which is used where it lies. */
GBytes *wf_comparison_bytes(const WfComparison *c);
WfComparison *wf_comparison_open(GBytes *bytes);
void wf_comparison_free(WfComparison *c);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfComparison, wf_comparison_free)

/* The generation that the model would get, or has if nothing differs. */
guint64 wf_comparison_generation(const WfComparison *c);
/* Keyed digest of the model that is accepted now; "": none. For WfPrepareOptions.expected. */
const char *wf_comparison_accepted(const WfComparison *c);
/* Number of zNodes by difference; of extra ones only the topmost count. */
void wf_comparison_counts(const WfComparison *c, guint counts[WF_N_DIFFERENCES]);
/* The same for what is below a path, the path itself not counted, of NONE nothing. */
void wf_comparison_below(const WfComparison *c, const char *path, guint counts[WF_N_DIFFERENCES]);
WfDifference wf_comparison_of(const WfComparison *c, const char *path);
/* Only its rights are to be others, not its value? */
bool wf_comparison_only_rights(const WfComparison *c, const char *path);
/* The value it should have and what it has, as far as the comparison knows; NULL: it does not. */
GBytes *wf_comparison_expected(const WfComparison *c, const char *path);
GBytes *wf_comparison_found(const WfComparison *c, const char *path);
/* Children of a path that differ, or above something that does: path elements, sorted; NULL: none.
 */
const GPtrArray *wf_comparison_children(const WfComparison *c, const char *path);
/* All that differs, sorted: const char *. Caller frees the array. */
GPtrArray *wf_comparison_paths(const WfComparison *c);
/* The first @most of those paths of which a value is known, or that are extra. */
GPtrArray *wf_comparison_values(const WfComparison *c, guint most);

/* What the value of a zNode says, for people: JSON with indentation, a recipe as it is, and nothing
 * of what is sealed or a credential. @data is from anybody and @path a path of the store. May hold
 * line breaks; what is in the lines is yet to be made visible. Caller frees. */
char *wf_znode_text(const char *path, const void *data, gsize len);
