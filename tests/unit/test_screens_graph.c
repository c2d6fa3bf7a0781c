/* What the graph screen begins with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/screens/screens.h"
#include "desk_world.h"

typedef struct {
    guint n_vms, each; /* VMs, components on each */
    guint n_kinds;     /* of VMs, by their names */
    WfZoom zoom;
} Case;

static const Case cases[] = {
    {4, 10, 4, WF_ZOOM_COMPACT},  {40, 7, 4, WF_ZOOM_COMPACT},   /* small enough to be drawn */
    {40, 10, 4, WF_ZOOM_ROLES},   {10, 40, 3, WF_ZOOM_ROLES},    /* few boxes tell it */
    {40, 10, 2, WF_ZOOM_TILES},   {40, 10, 40, WF_ZOOM_TILES},   /* they do not */
    {4, 100, 4, WF_ZOOM_COMPACT},                                /* few VMs anyway */
    {100, 21, 4, WF_ZOOM_ROLES},  {100, 21, 100, WF_ZOOM_TILES}, /* however large it is */
};

/* "kindaa7" is the VM with number 7 if there is one kind. */
static char *model_of(const Case *c)
{
    GString *text = g_string_new("heat_template_version: 2016-10-14\n"
                                 "resources:\n"
                                 "  recipe:\n"
                                 "    type: OS::Heat::SoftwareConfig\n"
                                 "    properties: {group: script, config: 'true'}\n");
    for (guint i = 0; i < c->n_vms; i++) {
        guint kind = i % c->n_kinds;
        g_autofree char *vm =
            g_strdup_printf("kind%c%c%u", 'a' + (int)kind / 26, 'a' + (int)kind % 26, i);
        g_string_append_printf(text,
                               "  %s:\n"
                               "    type: OS::Nova::Server\n"
                               "    properties: {image: i, flavor: f}\n",
                               vm);
        for (guint j = 0; j < c->each; j++)
            g_string_append_printf(text,
                                   "  %s_%u:\n"
                                   "    type: OS::Heat::SoftwareDeployment\n"
                                   "    properties: {server: {get_resource: %s}, config: "
                                   "{get_resource: recipe}}\n",
                                   vm, j, vm);
    }
    return g_string_free(text, FALSE);
}

static void what_is_large_begins_small(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        DeskWorld w = {0};
        g_autofree char *text = model_of(&cases[i]);
        desk_world_open(&w);
        desk_world_write(&w, text);
        wf_desk_reload(&w.desk);
        assert_int_equal(wf_model_n_components(w.desk.model), cases[i].n_vms * cases[i].each);
        WfScreens *screens = w.desk.screens = wf_screens_new(&w.desk);
        assert_int_equal(wf_view_zoom(w.desk.view), cases[i].zoom);
        desk_world_close(&w);
        wf_screens_free(screens);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_large_begins_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
