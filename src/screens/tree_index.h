/* Which stack holds which VMs and stacks, and in which of them something matches. */
#pragma once

#include <weft/model.h>
#include <weft/view.h>

typedef struct TreeIndex TreeIndex;

/* @matches by node; NULL: there is no filter. */
TreeIndex *tree_index_new(const WfModel *m, const guint8 *matches);
void tree_index_free(TreeIndex *index);
/* VMs and stacks in a stack, or at the root (WF_NONE), where components without a VM are, too. */
const WfThing *tree_index_in(const TreeIndex *index, WfId stack, guint32 *ret_n);
/* Does something in this VM or stack match? */
bool tree_index_matches(const TreeIndex *index, WfThing thing);
