namespace Transcribe.Architecture.Tests;

/// <summary>References between the built assemblies go one way.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string> Projects => [.. Walls.Allowed.Keys];

    [Fact]
    public void Projects_OfTheSourceFolder_AreTheseAndNoOthers() => Assert.Equal(
        Walls.Allowed.Keys.Order(StringComparer.Ordinal),
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"))
            .Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_OfAProject_AreThoseThatItMayHave(string project)
    {
        using var assembly = Walls.Read(project);

        var references = assembly.MainModule.AssemblyReferences.Select(reference => reference.Name)
            .Where(name => name.StartsWith(Walls.Prefix, StringComparison.Ordinal))
            .Select(name => name[Walls.Prefix.Length..]);

        Assert.Empty(references.Except(Walls.Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Libraries_WithAnOwner_AreKnownToItAlone(string project)
    {
        using var assembly = Walls.Read(project);

        var strangers = assembly.MainModule.AssemblyReferences.Select(reference => reference.Name)
            .Where(name => Walls.Owners.TryGetValue(name, out var owner) && owner != project);

        Assert.Empty(strangers);
    }

    [Theory]
    [InlineData("Core")]
    [InlineData("Audio")]
    [InlineData("Engines")]
    [InlineData("Whisper")]
    [InlineData("WhisperCpp")]
    [InlineData("Transcription")]
    [InlineData("Operations")]
    [InlineData("Operations.Postgres")]
    [InlineData("Operations.S3")]
    [InlineData("Operations.Sql")]
    [InlineData("Operations.Sqlite")]
    public void References_BelowTheFaces_KnowNeitherGrpcNorAspNetCore(string project)
    {
        using var assembly = Walls.Read(project);

        Assert.DoesNotContain(
            assembly.MainModule.AssemblyReferences.Select(reference => reference.Name),
            name => name.StartsWith("Grpc.", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }
}
