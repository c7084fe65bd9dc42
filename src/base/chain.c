#include <courant/base.h>

void
chain_add(struct chain *chain, struct chain_link *link)
{
    link->next = NULL;
    link->prev = chain->last;
    if (chain->last)
        chain->last->next = link;
    else
        chain->first = link;
    chain->last = link;
    chain->count++;
}

void
chain_remove(struct chain *chain, struct chain_link *link)
{
    if (link->prev)
        link->prev->next = link->next;
    else
        chain->first = link->next;
    if (link->next)
        link->next->prev = link->prev;
    else
        chain->last = link->prev;
    link->next = link->prev = NULL;
    chain->count--;
}
