#include "dashboard/page/papers/words.h"

const char *const papers_words_fr[PAPERS_WORDS] = {
    [PAPERS_TITLE + PAPER_POSTER] = "Affiche",
    [PAPERS_TITLE + PAPER_NOTICE] = "Capteurs et vie privée",
    [PAPERS_TITLE + PAPER_REGISTER] = "Fiche de registre",
    [PAPERS_TITLE + PAPER_ASSESSMENT] = "Analyse d’impact",
    [PAPERS_QR] = "Code QR vers %s",
    [PAPERS_SEATS] = "%s\u00a0: contacts de siège, au nombre de %d (place occupée ou non)",
    [PAPERS_ROOM] = "%s\u00a0: capteurs de mouvement ou de présence, au nombre de %d "
                    "(quelqu’un ou personne)",
    [PAPERS_DOORS] = "Portes\u00a0: compteurs de passages, au nombre de %d (une entrée, une "
                     "sortie)",
    [PAPERS_UNSHARED] = "Places attribuées à quelqu’un\u00a0: %d. Leurs mesures ne sont ni "
                        "affichées ni enregistrées.",
    [PAPERS_PUBLIC] = "Tout le monde voit la page\u00a0: par zone, jamais par place.",
    [PAPERS_MEMBERS] = "Les membres (lien révocable) voient la page\u00a0: par zone, jamais par "
                       "place.",
    [PAPERS_PRIVATE] = "Seule l’équipe, connectée, voit la page\u00a0: par zone, jamais par place.",
    [PAPERS_NIGHT_HIDE] = "En dehors des heures d’ouverture, aucun chiffre n’est montré.",
    [PAPERS_NIGHT_SHOW] = "Les chiffres sont montrés aussi en dehors des heures d’ouverture. À "
                          "revoir si quelqu’un peut s’y trouver seul (outside_hours: hide).",
    [PAPERS_BUCKET] = "Les nombres sont arrondis par paquets de %d.",
    [PAPERS_STEP] = "Les chiffres ne changent que toutes les %d minutes.",
    [PAPERS_MINIMUM] = "Dans l’historique et les rapports, les effectifs de moins de %d sont "
                       "retenus.",
    [PAPERS_ZONE_HIDDEN] = "%s\u00a0: rien n’est montré de cette zone.",
    [PAPERS_ORGANISERS] = "L’équipe, connectée, voit les mêmes comptes par zone et par heure, et "
                          "l’état des capteurs.",
    [PAPERS_RAW] = "Événements bruts des capteurs\u00a0: %d jours",
    [PAPERS_SLOTS] = "Sommes par quart d’heure et par zone\u00a0: %d jours",
    [PAPERS_ALWAYS] = "Sommes par heure et par jour\u00a0: sans limite, elles ne désignent "
                      "personne",
    [PAPERS_FILL] = "à compléter",
    [PAPERS_BACK] = "Retour aux papiers",
};
