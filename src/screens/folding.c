/* Commands for what is folded. */
#include "commands.h"

void cmd_fold_tree(gpointer app, const char *args)
{
    (void)args;
    tree_fold_all(screens_of(app)->tree, false);
}

void cmd_unfold_tree(gpointer app, const char *args)
{
    (void)args;
    tree_fold_all(screens_of(app)->tree, true);
}

void cmd_fold_vertices(gpointer app, const char *args)
{
    (void)args;
    datacenter_fold_all(screens_of(app)->datacenter, false);
}

void cmd_unfold_vertices(gpointer app, const char *args)
{
    (void)args;
    datacenter_fold_all(screens_of(app)->datacenter, true);
}

void cmd_empty_hosts(gpointer app, const char *args)
{
    (void)args;
    datacenter_toggle_empty(screens_of(app)->datacenter);
}
