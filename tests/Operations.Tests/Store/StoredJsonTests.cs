using Transcribe.Core;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Tests.Store;

/// <summary>Rows and fingerprints of version 0.1.0 remain valid.</summary>
public sealed class StoredJsonTests
{
    private const string FullJson =
        """{"ContentHash":"abc","Format":{"Encoding":"MuLaw","SampleRate":8000,"Channels":2}"""
        + ""","Model":"digits","LanguageCodes":["en","de"],"Task":"Translate","Prompt":"zero","WordTimestamps":true,"Temperature":0.5}""";

    private const string PlainJson = """{"Uri":"http://host/a.mp3","Model":"","LanguageCodes":[],"Prompt":""}""";

    private static readonly OperationRequest Full = new()
    {
        ContentHash = "abc",
        Format = new PcmFormat(PcmEncoding.MuLaw, 8000, 2),
        Settings = new()
        {
            Model = "digits",
            LanguageCodes = ["en", "de"],
            Task = TranscriptionTask.Translate,
            Prompt = "zero",
            WordTimestamps = true,
            Temperature = 0.5f,
        },
    };

    private static readonly OperationRequest Plain = new() { Uri = new Uri("http://host/a.mp3"), Settings = new() };

    [Fact]
    public void Write_Request_HasTheFormOfVersion010()
    {
        Assert.Equal(FullJson, StoredJson.Write(Full));
        Assert.Equal(PlainJson, StoredJson.Write(Plain));
    }

    [Fact]
    public void Read_RequestOfVersion010_IsTheSame()
    {
        Assert.Equivalent(Full, StoredJson.Read<OperationRequest>(FullJson), strict: true);
        Assert.Equivalent(Plain, StoredJson.Read<OperationRequest>(PlainJson), strict: true);
    }

    [Fact]
    public void Read_SegmentOfVersion010_HasNoEvidence()
    {
        const string Json = """{"Start":"00:00:01","End":"00:00:02","Text":"zero","LanguageCode":"en","Confidence":0.5,"Words":[]}""";
        Assert.Null(StoredJson.Read<Segment>(Json).Evidence);
    }

    [Fact]
    public void Fingerprint_OfARequest_IsThatOfVersion010()
    {
        Assert.Equal(
            "bf545aac08b8510fa24f15caf48a9099cf0917fe5972426b972249070235fa3d",
            StoredJson.Fingerprint(Full, new Webhook(new Uri("https://host/hook"), WebhookKind.Platform)));
        Assert.Equal("1f3d355c2bdc27939330c8f50360d919593e654cfa60af87b13f7a405558db16", StoredJson.Fingerprint(Plain, webhook: null));
    }
}
