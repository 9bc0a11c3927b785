#include "dashboard/report/words.h"

const struct report_words report_words_fr = {
    .sheets = {"Chiffres", "Jours", "Heures", "Lacunes", "Evenements", "Corrections", "Declaratif",
               "Definitions"},
    .indicators =
        {[INDICATOR_VISITS] = {"Entrées", "Passages entrants à la ligne comptée ; des passages, "
                                          "jamais des personnes (l’équipe compte aussi)"},
         [INDICATOR_OPEN_DAYS] = {"Jours d’ouverture", "Jours avec des heures d’ouverture"},
         [INDICATOR_OPEN_HOURS] = {"Heures d’ouverture", "Temps ouvert"},
         [INDICATOR_PRESENCE_DAYS] = {"Jours avec présence", "Jours où quelqu’un était là"},
         [INDICATOR_PERSON_HOURS] = {"Heures-personnes", "Personnes présentes × temps"},
         [INDICATOR_SEATS_OFFERED] = {"Heures-places offertes", "Places en service × temps ouvert"},
         [INDICATOR_SEATS_USED] = {"Heures-places utilisées",
                                   "Temps où une place est prise, pendant l’ouverture"},
         [INDICATOR_SEATS_OUTSIDE] = {"Heures-places hors ouverture",
                                      "Temps où une place est prise, lieu fermé"},
         [INDICATOR_UTILISATION] = {"Taux d’utilisation mesuré",
                                    "Utilisé ÷ offert, sur le temps connu ; ce n’est pas la part "
                                    "des places vendues"},
         [INDICATOR_FREQUENCY] = {"Taux de fréquence", "Temps en usage ÷ temps ouvert"},
         [INDICATOR_OCCUPANCY] = {"Remplissage en usage", "Utilisation ÷ fréquence"},
         [INDICATOR_PEAK] = {"Pointe de présence", "Le plus de personnes à la fois"},
         [INDICATOR_FULL] = {"Temps à 80 % ou plus", "Part du temps ouvert à 80 % ou plus"},
         [INDICATOR_MEAN_STAY] = {"Séjour moyen (h)", "Heures-personnes ÷ entrées (loi de Little)"},
         [INDICATOR_COVERAGE] = {"Couverture des capteurs",
                                 "Temps de capteur connu ÷ attendu, pendant l’ouverture"}},
    .declared_key = "indicateur",
    .declared_value = "valeur",
    .declared_label = "libellé",
    .declared_basis = "base",
    .declared_by_hand = "déclaré, à remplir à la main ; non mesuré",
    .declared_rows = {"Adhérents", "Bénévoles", "Salariés (ETP)", "Personnes uniques accueillies",
                      "Événements organisés", "Heures de bénévolat"},
    .too_many_hours = "Trop d’heures pour un tableur : voir le format csv ou datapackage, ou une "
                      "période plus courte",
    .indicator = "indicateur",
    .label = "libellé",
    .definition = "définition",
    .period = "Période",
    .version = "Version de Lampion",
    .revision = "Empreinte des données (SHA-256)",
    .rule = "Règle des petits nombres : une cellule de 1 à (minimum - 1) personnes est vide, et "
            "avec elle celles qui permettraient de la calculer. Minimum",
    .method = "Une cellule vide n’est pas connue, ou n’est pas donnée ; ce n’est jamais un zéro.",
};
