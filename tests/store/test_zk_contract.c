/* The cases every store passes, on a real server; given an argument, below it. */
#include "real.h"

static void make_root(Real *real, const char *path)
{
    g_autoptr(WfAcl) open = wf_acl_open();
    Answer made = {0};
    Client *c = client_new(&real->h);
    wf_store_create(c->store, path, "", 0, open, false, on_answer, &made);
    WAIT_FOR(&real->h, made.came);
    answer_clear(&made);
    client_free(c);
}

int main(int argc, char **argv)
{
    Real real = {0};
    if (!real_start(&real, &(WfServerOptions){.tick_ms = 250}))
        return SKIPPED;
    if (argc > 1) {
        make_root(&real, argv[1]);
        real.chroot = argv[1];
    }
    int failed = run_contract(&real.h);
    real.h.root = NULL;
    real_stop(&real);
    return failed;
}
