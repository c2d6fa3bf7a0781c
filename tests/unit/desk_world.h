/* A desk without a screen, over a small model in a folder of its own. */
#pragma once

#include <glib/gstdio.h>
#include <weft/live.h>

#define TEMPLATE                                                                                   \
    "heat_template_version: 2016-10-14\n"                                                          \
    "resources:\n"                                                                                 \
    "  vm:\n"                                                                                      \
    "    type: OS::Nova::Server\n"                                                                 \
    "    properties: {image: i, flavor: f}\n"                                                      \
    "  recipe:\n"                                                                                  \
    "    type: OS::Heat::SoftwareConfig\n"                                                         \
    "    properties: {group: script, config: 'true'}\n"                                            \
    "  one:\n" DEPLOYMENT
#define DEPLOYMENT                                                                                 \
    "    type: OS::Heat::SoftwareDeployment\n"                                                     \
    "    properties: {server: {get_resource: vm}, config: {get_resource: recipe}}\n"
#define SECOND "  two:\n" DEPLOYMENT

typedef struct {
    char *folder, *path;
    WfExplore explore;
    WfDesk desk;
} DeskWorld;

static inline void desk_world_write(const DeskWorld *w, const char *text)
{
    assert_true(g_file_set_contents(w->path, text, -1, NULL));
}

static inline void desk_world_open(DeskWorld *w)
{
    WfDesk *desk = &w->desk;
    w->folder = g_dir_make_tmp("weft-XXXXXX", NULL);
    w->path = g_build_filename(w->folder, "model.yaml", NULL);
    desk_world_write(w, TEMPLATE);
    w->explore = (WfExplore){.model = {.path = w->path}, .width = 80, .height = 24};
    assert_true(wf_desk_load(desk, &w->explore));
    wf_desk_open(desk, wf_app_new(&(WfAppOptions){.name = "test", .user = desk}));
}

static inline void desk_world_close(DeskWorld *w)
{
    wf_desk_stop(&w->desk);
    wf_app_free(w->desk.app);
    wf_desk_clear(&w->desk);
    g_unlink(w->path);
    g_rmdir(w->folder);
    g_free(w->path);
    g_free(w->folder);
}

static inline int desk_world_set_up(void **state)
{
    DeskWorld *w = g_new0(DeskWorld, 1);
    desk_world_open(w);
    *state = w;
    return 0;
}

static inline int desk_world_tear_down(void **state)
{
    desk_world_close(*state);
    g_free(*state);
    return 0;
}

/* A test with a desk of its own. */
#define DESK_TEST(name)                                                                            \
    cmocka_unit_test_setup_teardown(name, desk_world_set_up, desk_world_tear_down)

/* A second model in front of it: it becomes an update. */
static inline void desk_world_update(DeskWorld *w)
{
    w->desk.old_path = g_build_filename(w->folder, "old.yaml", NULL);
    assert_true(g_file_set_contents(w->desk.old_path, TEMPLATE, -1, NULL));
    desk_world_write(w, TEMPLATE SECOND);
    wf_desk_reload(&w->desk);
    g_unlink(w->desk.old_path);
}
