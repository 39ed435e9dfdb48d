//! The sentence for each of Twikey's codes, and for ours.

use crate::{i18n::Text, tls::Distrust};

/// The sentence for a code, if it is a known one.
pub(super) fn of(code: &str) -> Option<&'static Text> {
    ALL.iter().find(|(codes, _)| codes.contains(&code)).map(|(_, text)| text)
}

/// Codes with the sentence they share. Twikey publishes no full list; these are in its documentation and libraries.
pub(super) const ALL: &[(&[&str], Text)] = &[
    (
        &["unreachable"],
        Text {
            de: "Twikey ist gerade nicht erreichbar. Es wird von selbst wieder versucht; Sie brauchen nichts zu tun.",
            nl: "Twikey is momenteel niet bereikbaar. We proberen het vanzelf opnieuw; u hoeft niets te doen.",
            fr: "Twikey est injoignable pour le moment. Un nouvel essai se fera automatiquement\u{a0}; vous n’avez rien à faire.",
            en: "Twikey cannot be reached at the moment. It will be tried again by itself; there is nothing you need to do.",
        },
    ),
    (&["certificate_unknown"], Distrust::UnknownAuthority.of_twikey()),
    (&["certificate_expired"], Distrust::NotValidNow.of_twikey()),
    (&["certificate_wrong_name"], Distrust::WrongName.of_twikey()),
    (&["certificate_unusable"], Distrust::Unusable.of_twikey()),
    (
        &["encryption"],
        Text {
            de: "Es kommt keine verschlüsselte Verbindung zu Twikey zustande. Ihre Administration muss TWIKEY_API_URL prüfen, und was im Netz dazwischen steht. Es wird von selbst wieder versucht.",
            nl: "Er komt geen versleutelde verbinding met Twikey tot stand. Uw beheerder moet TWIKEY_API_URL nakijken, en wat er in het netwerk tussen staat. We proberen het vanzelf opnieuw.",
            fr: "La connexion chiffrée à Twikey échoue. Votre administrateur doit vérifier TWIKEY_API_URL et ce qui se trouve entre les deux sur le réseau. Un nouvel essai se fera automatiquement.",
            en: "No encrypted connection to Twikey can be made. Your administrator has to check TWIKEY_API_URL, and what stands in between on the network. It will be tried again by itself.",
        },
    ),
    (
        &["no_answer"],
        Text {
            de: "Twikey hat nicht rechtzeitig geantwortet. Wir sehen nach, ob der Auftrag angekommen ist, und versuchen es sonst von selbst wieder.",
            nl: "Twikey heeft niet op tijd geantwoord. We gaan na of de opdracht is aangekomen en proberen het anders vanzelf opnieuw.",
            fr: "Twikey n’a pas répondu à temps. Nous vérifions si la demande est arrivée\u{a0}; sinon, un nouvel essai se fera automatiquement.",
            en: "Twikey did not answer in time. We check whether the request arrived and otherwise try again by ourselves.",
        },
    ),
    (
        &["unavailable"],
        Text {
            de: "Twikey hat gerade eine Störung. Es wird von selbst wieder versucht; Sie brauchen nichts zu tun.",
            nl: "Twikey heeft momenteel een storing. We proberen het vanzelf opnieuw; u hoeft niets te doen.",
            fr: "Twikey rencontre une panne. Un nouvel essai se fera automatiquement\u{a0}; vous n’avez rien à faire.",
            en: "Twikey is having trouble at the moment. It will be tried again by itself; there is nothing you need to do.",
        },
    ),
    (
        &["unreadable"],
        Text {
            de: "Die Antwort von Twikey war unverständlich. Es wird von selbst wieder versucht. Bleibt es dabei, verständigen Sie Ihre Administration.",
            nl: "Het antwoord van Twikey was onbegrijpelijk. We proberen het vanzelf opnieuw. Blijft het zo, verwittig dan uw beheerder.",
            fr: "La réponse de Twikey était illisible. Un nouvel essai se fera automatiquement. Si cela persiste, prévenez votre administrateur.",
            en: "Twikey’s answer could not be understood. It will be tried again by itself. If this goes on, tell your administrator.",
        },
    ),
    (
        &["rate_limit"],
        Text {
            de: "Twikey nimmt gerade keine weiteren Anfragen an. Nach der verlangten Wartezeit wird es von selbst wieder versucht.",
            nl: "Twikey neemt momenteel geen verdere aanvragen aan. Na de gevraagde wachttijd proberen we het vanzelf opnieuw.",
            fr: "Twikey n’accepte plus de demandes pour l’instant. Un nouvel essai se fera automatiquement après le délai imposé.",
            en: "Twikey takes no more requests right now. After the wait it asks for, it will be tried again by itself.",
        },
    ),
    (
        &["err_call_in_progress"],
        Text {
            de: "Twikey beantwortet gerade eine andere Abfrage. Es wird gleich von selbst wieder versucht.",
            nl: "Twikey beantwoordt net een andere opvraging. We proberen het zo meteen vanzelf opnieuw.",
            fr: "Twikey répond déjà à une autre lecture. Un nouvel essai se fera automatiquement sous peu.",
            en: "Twikey is busy answering another reader. It will be tried again by itself in a moment.",
        },
    ),
    (
        &["refused"],
        Text {
            de: "Twikey hat die Anfrage ohne Begründung abgelehnt. Prüfen Sie die Angaben auf dem Kundenblatt und versuchen Sie es noch einmal.",
            nl: "Twikey heeft de aanvraag zonder reden geweigerd. Controleer de gegevens op de klantenfiche en probeer het opnieuw.",
            fr: "Twikey a refusé la demande sans donner de raison. Vérifiez les données de la fiche client, puis réessayez.",
            en: "Twikey refused the request without a reason. Check the customer sheet and try again.",
        },
    ),
    (
        &["wrong_address"],
        Text {
            de: "Unter der eingestellten Adresse antwortet nicht Twikey. Ihre Administration muss TWIKEY_API_URL prüfen.",
            nl: "Op het ingestelde adres antwoordt niet Twikey. Uw beheerder moet TWIKEY_API_URL nakijken.",
            fr: "Ce n’est pas Twikey qui répond à l’adresse configurée. Votre administrateur doit vérifier TWIKEY_API_URL.",
            en: "It is not Twikey that answers at the configured address. Your administrator has to check TWIKEY_API_URL.",
        },
    ),
    (
        &["forbidden", "err_not_authorised"],
        Text {
            de: "Der API-Schlüssel darf das bei Twikey nicht, oder der Vorgang liegt schon bei der Bank. Fragen Sie Ihre Administration.",
            nl: "De API-sleutel mag dit bij Twikey niet doen, of de verrichting is al bij de bank. Vraag het aan uw beheerder.",
            fr: "La clé API n’a pas ce droit chez Twikey, ou l’opération est déjà à la banque. Adressez-vous à votre administrateur.",
            en: "The API key is not allowed to do this at Twikey, or the bank has it already. Ask your administrator.",
        },
    ),
    (
        &["err_no_login"],
        Text {
            de: "Twikey nimmt unseren API-Schlüssel nicht an: Er ist falsch, gesperrt oder gelöscht. Ihre Administration muss TWIKEY_API_KEY prüfen.",
            nl: "Twikey aanvaardt onze API-sleutel niet: hij is fout, geblokkeerd of verwijderd. Uw beheerder moet TWIKEY_API_KEY nakijken.",
            fr: "Twikey refuse notre clé API\u{a0}: elle est erronée, bloquée ou supprimée. Votre administrateur doit vérifier TWIKEY_API_KEY.",
            en: "Twikey does not accept our API key: it is wrong, blocked or deleted. Your administrator has to check TWIKEY_API_KEY.",
        },
    ),
    (
        &["err_not_found", "err_no_contract"],
        Text {
            de: "Twikey kennt dieses Mandat nicht mehr. Fordern Sie ein neues an.",
            nl: "Twikey kent dit mandaat niet meer. Vraag een nieuw mandaat aan.",
            fr: "Twikey ne connaît plus ce mandat. Demandez un nouveau mandat.",
            en: "Twikey no longer knows this mandate. Request a new one.",
        },
    ),
    (
        &["err_debtor_not_found"],
        Text {
            de: "Twikey kennt diesen Kunden nicht. Prüfen Sie die Kundennummer oder fordern Sie zuerst ein Mandat an.",
            nl: "Twikey kent deze klant niet. Controleer het klantnummer of vraag eerst een mandaat aan.",
            fr: "Twikey ne connaît pas ce client. Vérifiez le numéro de client ou demandez d’abord un mandat.",
            en: "Twikey does not know this customer. Check the customer number or request a mandate first.",
        },
    ),
    (
        &["err_no_transaction"],
        Text {
            de: "Twikey kennt diese Lastschrift nicht mehr. Prüfen Sie die Rechnung bei Twikey.",
            nl: "Twikey kent deze invordering niet meer. Controleer de factuur bij Twikey.",
            fr: "Twikey ne connaît plus cet encaissement. Vérifiez la facture chez Twikey.",
            en: "Twikey no longer knows this debit. Check the invoice at Twikey.",
        },
    ),
    (
        &["err_invalid_state", "err_transaction_invalid_action"],
        Text {
            de: "In seinem jetzigen Zustand lässt Twikey das nicht zu, etwa weil das Mandat noch nicht unterzeichnet oder schon beendet ist. Sehen Sie in der Mandatshistorie nach.",
            nl: "In de huidige toestand staat Twikey dit niet toe, bijvoorbeeld omdat het mandaat nog niet ondertekend of al beëindigd is. Bekijk de geschiedenis van het mandaat.",
            fr: "Twikey ne le permet pas dans l’état actuel, par exemple parce que le mandat n’est pas encore signé ou a déjà pris fin. Consultez l’historique du mandat.",
            en: "Twikey does not allow this in its present state, for instance because the mandate is not signed yet or has ended. See the mandate’s history.",
        },
    ),
    (
        &["err_no_such_ct", "err_invalid_ct"],
        Text {
            de: "Das eingestellte Twikey-Profil gibt es nicht. Ihre Administration muss TWIKEY_TEMPLATE prüfen.",
            nl: "Het ingestelde Twikey-profiel bestaat niet. Uw beheerder moet TWIKEY_TEMPLATE nakijken.",
            fr: "Le profil Twikey configuré n’existe pas. Votre administrateur doit vérifier TWIKEY_TEMPLATE.",
            en: "The configured Twikey profile does not exist. Your administrator has to check TWIKEY_TEMPLATE.",
        },
    ),
    (
        &["err_missing_params", "err_missing_attributes"],
        Text {
            de: "Twikey braucht noch eine Angabe. Vervollständigen Sie das Kundenblatt und versuchen Sie es noch einmal.",
            nl: "Twikey heeft nog een gegeven nodig. Vul de klantenfiche aan en probeer het opnieuw.",
            fr: "Il manque une donnée à Twikey. Complétez la fiche client, puis réessayez.",
            en: "Twikey needs one more piece of information. Complete the customer sheet and try again.",
        },
    ),
    (
        &["err_invalid_params"],
        Text {
            de: "Twikey nimmt eine Angabe nicht an. Prüfen Sie das Kundenblatt und versuchen Sie es noch einmal.",
            nl: "Twikey aanvaardt een gegeven niet. Controleer de klantenfiche en probeer het opnieuw.",
            fr: "Twikey refuse une donnée. Vérifiez la fiche client, puis réessayez.",
            en: "Twikey does not accept one of the details. Check the customer sheet and try again.",
        },
    ),
    (
        &["err_invalid_iban", "err_provide_account"],
        Text {
            de: "Twikey nimmt die IBAN nicht an. Berichtigen Sie IBAN und BIC auf dem Kundenblatt.",
            nl: "Twikey aanvaardt de IBAN niet. Verbeter IBAN en BIC op de klantenfiche.",
            fr: "Twikey refuse l’IBAN. Corrigez l’IBAN et le BIC sur la fiche client.",
            en: "Twikey does not accept the IBAN. Correct IBAN and BIC on the customer sheet.",
        },
    ),
    (
        &["err_invalid_email"],
        Text {
            de: "Twikey nimmt die E-Mail-Adresse nicht an. Berichtigen Sie sie auf dem Kundenblatt.",
            nl: "Twikey aanvaardt het e-mailadres niet. Verbeter het op de klantenfiche.",
            fr: "Twikey refuse l’adresse e-mail. Corrigez-la sur la fiche client.",
            en: "Twikey does not accept the e-mail address. Correct it on the customer sheet.",
        },
    ),
    (
        &["err_invalid_name"],
        Text {
            de: "Twikey nimmt den Namen nicht an. Prüfen Sie Vor- und Nachnamen oder den Firmennamen auf dem Kundenblatt.",
            nl: "Twikey aanvaardt de naam niet. Controleer voor- en achternaam of de bedrijfsnaam op de klantenfiche.",
            fr: "Twikey refuse le nom. Vérifiez le nom et le prénom ou le nom de l’entreprise sur la fiche client.",
            en: "Twikey does not accept the name. Check first and last name or the company name on the customer sheet.",
        },
    ),
    (
        &["err_invalid_country"],
        Text {
            de: "Twikey nimmt das Land nicht an. Prüfen Sie die Anschrift auf dem Kundenblatt.",
            nl: "Twikey aanvaardt het land niet. Controleer het adres op de klantenfiche.",
            fr: "Twikey refuse le pays. Vérifiez l’adresse sur la fiche client.",
            en: "Twikey does not accept the country. Check the address on the customer sheet.",
        },
    ),
    (
        &["err_invalid_lang"],
        Text {
            de: "Das Twikey-Profil kennt die Sprache des Kunden nicht. Wählen Sie auf dem Kundenblatt eine andere oder lassen Sie sie bei Twikey einschalten.",
            nl: "Het Twikey-profiel kent de taal van de klant niet. Kies een andere op de klantenfiche of laat ze bij Twikey activeren.",
            fr: "Le profil Twikey ne connaît pas la langue du client. Choisissez-en une autre sur la fiche client ou faites-la activer chez Twikey.",
            en: "The Twikey profile does not offer the customer’s language. Choose another on the customer sheet or have it switched on at Twikey.",
        },
    ),
    (
        &["err_invalid_date"],
        Text {
            de: "Twikey nimmt ein Datum nicht an. Prüfen Sie die Daten des Vorgangs und versuchen Sie es noch einmal.",
            nl: "Twikey aanvaardt een datum niet. Controleer de datums en probeer het opnieuw.",
            fr: "Twikey refuse une date. Vérifiez les dates, puis réessayez.",
            en: "Twikey does not accept a date. Check the dates and try again.",
        },
    ),
    (
        &["err_invalid_amount"],
        Text {
            de: "Twikey nimmt den Betrag nicht an. Prüfen Sie die Rechnung.",
            nl: "Twikey aanvaardt het bedrag niet. Controleer de factuur.",
            fr: "Twikey refuse le montant. Vérifiez la facture.",
            en: "Twikey does not accept the amount. Check the invoice.",
        },
    ),
    (
        &["err_invalid_sepachars"],
        Text {
            de: "Ein Text enthält Zeichen, die Banken nicht annehmen. Verwenden Sie nur Buchstaben, Ziffern und einfache Satzzeichen.",
            nl: "Een tekst bevat tekens die banken niet aanvaarden. Gebruik enkel letters, cijfers en gewone leestekens.",
            fr: "Un texte contient des caractères que les banques refusent. N’utilisez que des lettres, des chiffres et une ponctuation simple.",
            en: "A text contains characters that banks do not accept. Use letters, digits and plain punctuation only.",
        },
    ),
    (
        &["err_invalid_mandatenumber"],
        Text {
            de: "Twikey nimmt die Mandatsreferenz nicht an. Sie darf höchstens 35 Zeichen haben und nicht mit einem Sonderzeichen beginnen oder enden.",
            nl: "Twikey aanvaardt de mandaatreferentie niet. Ze telt hoogstens 35 tekens en begint of eindigt niet met een bijzonder teken.",
            fr: "Twikey refuse la référence du mandat. Elle compte 35 caractères au plus et ne commence ni ne finit par un caractère spécial.",
            en: "Twikey does not accept the mandate reference. It has at most 35 characters and neither starts nor ends with a special one.",
        },
    ),
    (
        &["err_msg_missing"],
        Text {
            de: "Twikey verlangt einen Text für den Kunden. Geben Sie eine Mitteilung ein und versuchen Sie es noch einmal.",
            nl: "Twikey vraagt een tekst voor de klant. Vul een mededeling in en probeer het opnieuw.",
            fr: "Twikey demande un texte pour le client. Saisissez une communication, puis réessayez.",
            en: "Twikey wants a text for the customer. Enter a message and try again.",
        },
    ),
    (
        &["err_provide_reason"],
        Text {
            de: "Twikey verlangt einen Grund. Geben Sie ihn an und versuchen Sie es noch einmal.",
            nl: "Twikey vraagt een reden. Vul ze in en probeer het opnieuw.",
            fr: "Twikey demande un motif. Indiquez-le, puis réessayez.",
            en: "Twikey wants a reason. Give one and try again.",
        },
    ),
    (
        &["err_duplicate_ref", "err_duplicate_tx"],
        Text {
            de: "Diese Nummer gibt es bei Twikey schon. Prüfen Sie, ob der Vorgang dort bereits angelegt ist.",
            nl: "Dit nummer bestaat al bij Twikey. Controleer of het daar al is aangemaakt.",
            fr: "Ce numéro existe déjà chez Twikey. Vérifiez si l’opération y a déjà été créée.",
            en: "Twikey has this number already. Check whether it was created there before.",
        },
    ),
    (
        &["err_billing_overdrawn"],
        Text {
            de: "Der Betrag übersteigt die bei Twikey vereinbarte Höchstgrenze. Lassen Sie sie bei Twikey anheben oder teilen Sie den Betrag auf.",
            nl: "Het bedrag is hoger dan de limiet die bij Twikey is afgesproken. Laat ze bij Twikey verhogen of splits het bedrag.",
            fr: "Le montant dépasse la limite convenue chez Twikey. Faites-la relever chez Twikey ou fractionnez le montant.",
            en: "The amount is above the limit agreed with Twikey. Have it raised at Twikey or split the amount.",
        },
    ),
    (
        &["err_email_disabled"],
        Text {
            de: "Twikey darf für diese Firma keine E-Mails versenden. Ihre Administration kann es vom Twikey-Support freischalten lassen.",
            nl: "Twikey mag voor dit bedrijf geen e-mails versturen. Uw beheerder kan dit door Twikey-support laten activeren.",
            fr: "Twikey ne peut pas envoyer d’e-mails pour cette entreprise. Votre administrateur peut le faire activer par le support de Twikey.",
            en: "Twikey may not send e-mails for this company. Your administrator can have Twikey’s support switch it on.",
        },
    ),
    (
        &["err_no_integration", "err_no_access_subscription"],
        Text {
            de: "Dieser Dienst ist bei Twikey nicht freigeschaltet. Ihre Administration kann ihn vom Twikey-Support einschalten lassen.",
            nl: "Deze dienst is bij Twikey niet geactiveerd. Uw beheerder kan hem door Twikey-support laten activeren.",
            fr: "Ce service n’est pas activé chez Twikey. Votre administrateur peut le faire activer par le support de Twikey.",
            en: "This service is not switched on at Twikey. Your administrator can have Twikey’s support switch it on.",
        },
    ),
    (
        &["err_fail_integration", "err_fail_refund"],
        Text {
            de: "Die Bank oder der Zahlungsdienst hinter Twikey hat abgelehnt. Prüfen Sie bei Twikey, ob der Vorgang schon ausgeführt ist, bevor Sie es noch einmal versuchen.",
            nl: "De bank of betaaldienst achter Twikey heeft geweigerd. Controleer bij Twikey of de verrichting al is uitgevoerd voor u het opnieuw probeert.",
            fr: "La banque ou le prestataire de paiement de Twikey a refusé. Vérifiez chez Twikey si l’opération est déjà exécutée avant de réessayer.",
            en: "The bank or payment provider behind Twikey refused. Check at Twikey whether it was carried out before you try again.",
        },
    ),
    (
        &["err_contact_support"],
        Text {
            de: "Twikey kann das nicht selbst lösen und verweist an seinen Support. Ihre Administration sollte dort nachfragen.",
            nl: "Twikey kan dit niet zelf oplossen en verwijst naar zijn support. Uw beheerder neemt er best contact mee op.",
            fr: "Twikey ne peut pas résoudre cela et renvoie à son support. Votre administrateur devrait le contacter.",
            en: "Twikey cannot solve this and refers to its support. Your administrator should get in touch with them.",
        },
    ),
    (
        &["err_remove_stale"],
        Text {
            de: "Twikey löscht diesen Kunden nicht, weil noch Mandate oder Rechnungen an ihm hängen. Beenden Sie diese zuerst.",
            nl: "Twikey verwijdert deze klant niet omdat er nog mandaten of facturen aan gekoppeld zijn. Beëindig die eerst.",
            fr: "Twikey ne supprime pas ce client, car des mandats ou des factures y sont encore liés. Clôturez-les d’abord.",
            en: "Twikey does not remove this customer because mandates or invoices still belong to it. End those first.",
        },
    ),
    (
        &["invalid_file"],
        Text {
            de: "Twikey kann die Datei nicht lesen. Erzeugen Sie das Dokument neu und versuchen Sie es noch einmal.",
            nl: "Twikey kan het bestand niet lezen. Maak het document opnieuw aan en probeer het nog eens.",
            fr: "Twikey ne peut pas lire le fichier. Recréez le document, puis réessayez.",
            en: "Twikey cannot read the file. Create the document anew and try again.",
        },
    ),
];
