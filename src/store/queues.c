/* The queues of a store; who puts something into `ready` wakes the loop that empties it. */
#include "store_priv.h"

void wf_item_put(GQueue *queue, WfItem *item)
{
    item->link.data = item;
    g_queue_push_tail_link(queue, &item->link);
}

void wf_store_make_ready(WfStore *store, WfItem *item)
{
    if (g_queue_is_empty(&store->ready) && !store->closed)
        g_source_set_ready_time(store->source, 0);
    wf_item_put(&store->ready, item);
}
