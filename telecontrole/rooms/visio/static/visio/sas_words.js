/** 256 short, common French words: one for each value of a byte. */
export const WORDS = (
  "abeille agneau aiguille aimant alpage amande ancre angle arbre argile armoire arrosoir asperge atlas avion avoine " +
  "badge bagage balai balcon ballon bambou banane banc barque basilic bassin bateau baume berceau beurre biche " +
  "bijou billet biscuit bison bocal boisson bonbon bonnet botte bougie boussole bouton branche brique brosse brouette " +
  "buffet bureau cabane cacao cadran caillou calme camion canal canard canif canot cape carafe carotte carton " +
  "casque castor cave ceinture cerise chaise chalet chameau chanson charbon chat chaussure chemin chenille cheval chocolat " +
  "ciel cigale citron clairon clavier cloche clou cochon coffre colline colombe compas concombre corail corbeau corde " +
  "cornet coton coude coussin couteau crabe crayon cube cuisine cygne dauphin dentelle dessert dinde disque domino " +
  "dragon drapeau dune eau écorce écran écureuil élastique encre enclume enveloppe épaule éponge escalier espace étang " +
  "fable facteur falaise farine faucon fenouil ferme festin feuille ficelle figue filet flamme fleur fleuve flocon " +
  "fontaine forêt forge four foulard fourmi fraise framboise fromage fusain galet garage gazelle genou girafe glace " +
  "globe gomme gouffre goutte graine grange grenouille griffe grotte guitare hamac hameau hangar haricot harpe herbe " +
  "hibou hiver horloge huile ile image jardin jasmin jongleur jouet jupe jument kayak kiwi laine lampe " +
  "lanterne lapin larme lavande lecture légume lettre levier lierre lilas limace lion loupe lucarne lune lutin " +
  "magie maïs mandarine manteau marbre marmite marteau matin melon menthe miel miroir moineau moulin moustache mouton " +
  "muguet musique navire neige niche noisette nuage oasis olive orage orange orgue ours outil paille palmier " +
  "panier papillon parasol peigne perle phare piano pigeon pinceau pirate poire pomme poulet prune radis renard"
).split(" ");
