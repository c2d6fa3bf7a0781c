/* Every size that comes from outside has a limit, and all of them stand here.
 * man 5 weft-model tells users about them. */
#pragma once

#define WF_LIMIT_FILE_BYTES (512u << 20)   /* one model file */
#define WF_LIMIT_TOTAL_BYTES (1024u << 20) /* all files of one model together */
#define WF_LIMIT_YAML_DEPTH 200            /* nesting; real templates stay under 25 */
#define WF_LIMIT_ALIAS_NODES 1000000       /* nodes made by expanding aliases */
#define WF_LIMIT_STACK_DEPTH 16            /* nested templates (Heat: 5) */
#define WF_LIMIT_GROUP_MEMBERS 10000       /* members of one ResourceGroup */
#define WF_LIMIT_RESOURCES 4000000         /* resources of one model, nested ones included */
#define WF_LIMIT_COMPONENTS 4000000        /* components of one model */
#define WF_LIMIT_FINDINGS 20000            /* kept; the rest is counted */
#define WF_LIMIT_EVAL_BYTES (16u << 20)    /* result of one expression */
#define WF_LIMIT_EVAL_STEPS 1000000        /* function calls while evaluating one expression */
#define WF_LIMIT_EVAL_WORK (256u << 20)    /* bytes copied and compared meanwhile */
#define WF_LIMIT_EVAL_DEPTH 800            /* nesting of what evaluation works on */
#define WF_LIMIT_NAME_BYTES 255            /* a component's, VM's or value's name */
#define WF_LIMIT_SOURCE_LINE 400           /* bytes of a source line kept in a finding */
#define WF_LIMIT_ZNODE_BYTES                                                                       \
    (256u << 10)               /* one zNode's data; larger values are chunked or refused */
#define WF_LIMIT_MULTI_OPS 200 /* writes packed into one multi */
#define WF_LIMIT_MULTI_BYTES (256u << 10)    /* and their bytes, unless one alone is larger */
#define WF_LIMIT_REQUEST_BYTES 1000000       /* one request; a server drops the line at 1 MiB */
#define WF_LIMIT_PATH_BYTES 4096             /* a node's path */
#define WF_LIMIT_ACL_ENTRIES 64              /* one node's ACL */
#define WF_LIMIT_WATCHES 10000               /* of one session: the C client re-sends all at once */
#define WF_LIMIT_WATCH_BYTES 800000          /* in one packet, which must stay below 1 MiB */
#define WF_LIMIT_PROGRAM_OUTPUT (256u << 20) /* what `compose --exec` reads */
#define WF_LIMIT_GRID_SIDE 32000             /* columns or rows of one drawing */
#define WF_LIMIT_GRID_CELLS (16u << 20)      /* cells of one drawing */
#define WF_LIMIT_JOBS 1024                   /* recipes of one VM at the same time */
#define WF_LIMIT_JSON_DEPTH 100             /* nesting of a JSON value from ZooKeeper or a recipe */
#define WF_LIMIT_MANIFEST_BYTES (64u << 20) /* what one VM has to do, all chunks together */
#define WF_LIMIT_RECIPE_BYTES (16u << 20)   /* one recipe */
#define WF_LIMIT_OUTPUTS_BYTES (192u << 10) /* all outputs of one component, as JSON */
#define WF_LIMIT_LOG_TAIL 2048              /* bytes of a recipe's output kept in its outcome */
#define WF_LIMIT_EARLIER 16                 /* attempts before the last one that are kept */
#define WF_LIMIT_TIME_MS 253402300799999    /* since 1970: the end of the year 9999 */
#define WF_LIMIT_ST_LINE 200                /* bytes of the last line of a running recipe */
#define WF_LIMIT_DC_VERTICES 200000         /* vertices of a datacenter */
#define WF_LIMIT_DC_DEPTH 64                /* its levels, and its depth */
#define WF_LIMIT_PLACE_ITEMS 100000         /* servers and volumes placed together */
#define WF_LIMIT_PLACE_CELLS 400000000      /* kinds of items x hosts */
#define WF_LIMIT_PLACE_AMOUNT 1000000000000 /* of one resource, on one host or for one item */
#define WF_LIMIT_PLACE_MBPS 10000000        /* of one flow: 10 Tbit/s */
#define WF_LIMIT_PLACE_WEIGHT 1000000000    /* of one soft policy, in thousandths */
#define WF_LIMIT_THEME_BYTES (1u << 20)     /* a theme or key file */
#define WF_LIMIT_THEME_CHAIN 8              /* themes that extend each other */
#define WF_LIMIT_PASTE_BYTES (1u << 20)     /* text pasted into the terminal at once */
#define WF_LIMIT_TREE_ROWS 1000000          /* unfolded rows of a tree */
#define WF_LIMIT_INPUT_LINE 4000            /* bytes typed into one prompt */
#define WF_LIMIT_HISTORY 500                /* lines of a prompt's history */
#define WF_LIMIT_DIFF_EDITS 2000            /* changed lines a diff finds exactly */
#define WF_LIMIT_MESSAGES 1000              /* messages kept */
