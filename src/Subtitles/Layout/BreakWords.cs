using System.Collections.Frozen;

namespace Transcribe.Subtitles.Layout;

/// <summary>
/// Words of a language that decide where a line may end: Netflix's guide breaks lines before conjunctions and prepositions, and never
/// between an article and its noun or an auxiliary and its verb.
/// </summary>
/// <param name="Bound">Words that belong to the next one: articles, possessives, auxiliaries, negations.</param>
/// <param name="Openers">Words that begin a phrase: conjunctions and prepositions.</param>
internal sealed record BreakWords(FrozenSet<string> Bound, FrozenSet<string> Openers)
{
    private static readonly BreakWords None = Create("", "");

    private static readonly FrozenDictionary<string, BreakWords> Languages = new Dictionary<string, BreakWords>
    {
        ["en"] = Create(
            "a an the my your his her its our their this that these those is are was were be been am has have had do does did will would "
                + "can could shall should may might must not no very mr mrs ms dr",
            "and or but nor so yet because although though while when where which who that if unless until since than as of in on at by "
                + "for with from to into onto about over under between through after before during without within against"),
        ["de"] = Create(
            "der die das den dem des ein eine einen einem einer eines kein keine keinen mein dein sein ihr unser euer ist sind war waren "
                + "hat haben hatte wird werden wurde kann muss soll will nicht sehr herr frau dr",
            "und oder aber denn sondern weil dass wenn als ob obwohl während bevor nachdem in im an am auf aus bei mit nach von vom zu "
                + "zum zur für durch gegen ohne um über unter vor zwischen"),
        ["fr"] = Create(
            "le la les l un une des du de mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces est sont était "
                + "a ont avait ne pas très m mme",
            "et ou mais donc or ni car que qui quand si comme lorsque parce à de en dans sur sous par pour avec sans entre vers chez après "
                + "avant pendant"),
        ["es"] = Create(
            "el la los las un una unos unas mi tu su mis tus sus este esta estos estas es son era eran ha han había no muy",
            "y e o u pero sino porque que si cuando como aunque a ante con contra de del desde en entre hacia hasta para por según sin "
                + "sobre tras"),
        ["it"] = Create(
            "il lo la i gli le un uno una mio tuo suo questa questo è sono era ha hanno non molto",
            "e o ma perché che se quando come anche a ad da di del della in nel con su per tra fra senza dopo prima"),
        ["pt"] = Create(
            "o a os as um uma uns umas meu minha seu sua este esta é são era foi tem não muito",
            "e ou mas porque que se quando como embora de do da em no na com por para sem sobre entre até após"),
        ["nl"] = Create(
            "de het een mijn jouw zijn haar ons onze hun deze dit die dat is was waren heeft hebben had zal wordt kan moet niet zeer",
            "en of maar want omdat dat als wanneer terwijl in op aan bij met naar van voor door tegen zonder om over onder tussen uit"),
    }.ToFrozenDictionary();

    /// <summary>The words of a language; none for an unknown one.</summary>
    /// <param name="language">A BCP-47 code; empty if unknown.</param>
    public static BreakWords Of(string language) => Languages.GetValueOrDefault(language.Split('-')[0], None);

    private static BreakWords Create(string bound, string openers) => new(Words(bound), Words(openers));

    private static FrozenSet<string> Words(string words) =>
        words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
