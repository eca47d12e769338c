namespace Transcribe.Architecture.Tests;

/// <summary>The namespaces of a project form no cycle. A namespace and its own parts may refer to each other.</summary>
public sealed class NamespaceTests
{
    public static TheoryData<string> Projects => [.. Walls.Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_OfAProject_FormNoCycle(string project)
    {
        using var assembly = Walls.Read(project);

        Assert.Null(NamespaceGraph.Of(assembly.MainModule).FindCycle());
    }

    [Fact]
    public void FindCycle_ThreeThatFormOne_NamesThem()
    {
        var graph = new NamespaceGraph();
        graph.Add("A.X", "A.Y");
        graph.Add("A.Y", "A.Z");
        graph.Add("A.Z", "A.X");

        Assert.Equal("A.X → A.Y → A.Z → A.X", graph.FindCycle());
    }

    [Fact]
    public void FindCycle_ParentAndChild_AreNone()
    {
        var graph = new NamespaceGraph();
        graph.Add("A", "A.X");
        graph.Add("A.X", "A");

        Assert.Null(graph.FindCycle());
    }
}
