/// Domains whose mailboxes anybody can open and nobody keeps: the best known of disposable-email-domains, which is maintained at
/// github.com/disposable-email-domains (here as of the package 0.0.293 on PyPI). What is below them counts, too. An operator's own
/// lines are added to these (`CareRules`).
enum DisposableDomains {
    static let shipped = Set(list.split(whereSeparator: \.isWhitespace))

    private static let list = """
        10min.email 10minemail.com 10minmail.de 10minmail.org 10minut.xyz 10minute.email 10minutemail.be
        10minutemail.cf 10minutemail.com 10minutemail.de 10minutemail.ga 10minutemail.gq 10minutemail.ml
        10minutemail.net 10minutemail.nl 10minutemail.pro 10minutemail.us 10minutemailbox.com 10minutemails.in
        10minutenemail.de 10minutenmail.xyz 10minutesmail.com 10minutesmail.fr 10minutmail.pl 12minutemail.com
        12minutemail.net 20minutemail.com 20minutemail.it 20minutesmail.com 30minutemail.com 4nextmail.com
        5minutemail.net 60minutemail.com altmails.com anonbox.net armyspy.com atnextmail.com beastmail.space
        best-temp-mail.com besttempmail.com bgtmail.com boatmail.us burnermail.bond burnermail.cyou
        burstmail.info byom.de chacuo.net chatgptmail.shop cheatmail.de cloudtempmail.net colorcastmail.com
        ctmailing.us currentmail.com cuvox.de dayrep.com deadaddress.com directmail24.net discardmail.com
        discardmail.de disposable-e.ml disposable-email.ml disposable.cf disposable.ga disposable.ml
        disposable.site disposableaddress.com disposableemailaddresses.com disposableinbox.com
        disposablemails.com dispostable.com dropmail.me dustmail.net easy-trash-mail.com easytrashmail.com
        einrot.com einrot.de email-jetable.fr email-temp.com emaildrop.io emailfake.com emailfake.ml
        emailondeck.com emailtemporanea.com emailtemporanea.net emailtemporar.ro enitempmail.xyz etempmail.net
        fakeinbox.cf fakeinbox.com fakeinbox.ga fakeinbox.info fakeinbox.ml fakeinbox.tk fakemail.fr fakemail.io
        fakemail.net fakemailgenerator.com fakemailz.com fleckens.hu forgetmail.com fr33mail.info
        freehotmail.net getairmail.com getmail1.com getmailfree.cc getmails.eu getmails.top getnada.cc
        getnada.com giantmail.de goatmail.uk gotmail.com gotmail.net gotmail.org grr.la guerrillamail.biz
        guerrillamail.com guerrillamail.de guerrillamail.info guerrillamail.net guerrillamail.org
        guerrillamailblock.com gustr.com harakirimail.com hotmail-us.top hotmailproduct.com hotmailtrusted.com
        htmail.store inboxbear.com inboxkitten.com incognitomail.com incognitomail.net incognitomail.org
        inoutmail.de inoutmail.eu inoutmail.info inoutmail.net instantmail.fr instmail.uk jetable.com
        jetable.net jetable.org jourrapide.com lastmail.co lastmail.com leetmail.co mail-temporaire.com
        mail-temporaire.fr mail.tm mailbox52.ga mailcatch.com maildrop.cc maildrop.cf maildrop.ga maildrop.gq
        maildrop.ml mailexpire.com mailforspam.com mailinator.com mailinator.gq mailinator.info mailinator.net
        mailinator.org mailinator.us mailinator0.com mailinator1.com mailinator2.com mailinator2.net
        mailinator3.com mailinator4.com mailinator5.com mailinator6.com mailinator7.com mailinator8.com
        mailinator9.com mailnesia.com mailnull.com mailpoof.com mailsac.com mailtemp.info mailtemple.xyz
        mailtemporaire.com mailtemporaire.fr meltmail.com moakt.cc moakt.co moakt.com moakt.ws mohmal.com
        mohmal.im mohmal.in mohmal.tech monumentmail.com mvrht.com mvrht.net my10minutemail.com mytempemail.com
        mytempmail.com mytrashmail.com nada.email netmails.com netmails.net nextmail.info nospam.today
        nospam4.us nospamfor.us nospamthanks.info notmailinator.com objectmail.com oneoffemail.com
        oneoffmail.com otmail.jp outmail.win pokemail.net protempmail.com puppetmail.de rejectmail.com rhyta.com
        scatmail.com sharklasers.com shiftmail.com shitmail.de shitmail.me shitmail.org shortmail.net
        shotmail.ru smailpro.com sofortmail.de spam.la spam4.me spambog.com spambog.de spambog.net spambog.ru
        spambox.info spambox.me spambox.org spambox.us spamex.com supergreatmail.com superrito.com
        swift10minutemail.com tafmail.com teleworm.us temp-mail.best temp-mail.cfd temp-mail.com temp-mail.de
        temp-mail.gg temp-mail.lol temp-mail.now temp-mail.org temp-mail.ru temp-mails.com tempail.com
        tempemail.biz tempemail.co tempemail.com tempemail.de tempemail.net tempemailgen.com tempemaill.com
        tempemailo.org tempinbox.com tempmail.at tempmail.au tempmail.best tempmail.cc tempmail.cn tempmail.co
        tempmail.de tempmail.email tempmail.eu tempmail.ing tempmail.it tempmail.ninja tempmail.plus tempmail.us
        tempmail.vip tempmail.world tempmail.ws tempmail101.com tempmail2.com tempmail5.com tempmaildemo.com
        tempmailer.com tempmailer.de tempmailer.net tempmailfree.net tempmailnow.io tempmailo.com tempmailr.com
        tempmails.net tempmailto.com tempmailyo.org tempomail.fr tempomail.org tempomailo.site tempr.email
        thanksnospam.info throwam.com throwaway.io throwawayemailaddress.com throwawaymail.com tmail.com
        tmail.gg tmail.io tmail.link tmail.lt tmail.mx tmail.ws tmail1.org tmail2.org tmail3.com tmail3.org
        tmail4.org tmail5.org tmail6.com tmail9.com tmaile.net tmailinator.com tmailor.com tmailor.net
        tmails.net tmpbox.net tmpmail.net tmpmail.org tmpmailtor.com trash-mail.at trash-mail.cf trash-mail.com
        trash-mail.de trash-mail.ga trash-mail.gq trash-mail.ml trash-mail.tk trashmail.at trashmail.com
        trashmail.de trashmail.fr trashmail.gq trashmail.hu trashmail.io trashmail.me trashmail.net
        trashmail.org trashmail.se trashmail.ws trashmailer.com trashmailgenerator.de trashmails.com trbvm.com
        trolebrotmail.com trustmailold.us urgentmail.ovh vusra.com wegwerf-email-addressen.de
        wegwerf-email-adressen.de wegwerf-email.at wegwerf-email.de wegwerf-email.net wegwerf-emails.de
        wegwerfadresse.de wegwerfemail.com wegwerfemail.de wegwerfemail.info wegwerfemail.net wegwerfemail.org
        wegwerfemailadresse.com wegwerfmail.de wegwerfmail.info wegwerfmail.net wegwerfmail.org xhotmail.cyou
        yopmail.com yopmail.fr yopmail.gq yopmail.net zetmail.com
        """
}
