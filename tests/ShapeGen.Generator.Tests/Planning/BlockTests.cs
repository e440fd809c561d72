using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>How rows become groups and blocks.</summary>
public class BlockTests
{
    /// <summary>So that a vector of queries is never cut by a block of rows, and threads' parts can begin at any multiple of 16.</summary>
    [Fact]
    public void Row_blocks_are_whole_vectors_of_queries() =>
        Assert.All(Plans.All, plan => Assert.True(Planner.RowStep % plan.Unit.Lanes == 0 && plan.RowBlock % Planner.RowStep == 0, $"{Plans.Describe(plan)}: {plan.RowBlock}"));

    [Fact]
    public void Rows_are_cut_into_as_few_blocks_as_can_be_and_evenly() => Assert.All(Plans.All, plan =>
    {
        for (int rows = 1; rows <= 1500; rows++)
        {
            List<(int First, int End)> blocks = RowCuts.Blocks(0, rows, plan).ToList();
            Assert.Equal((rows + plan.RowBlock - 1) / plan.RowBlock, blocks.Count);
            Assert.All(blocks.SkipLast(1), block => Assert.Equal(0, (block.End - block.First) % Planner.RowStep));
            Assert.All(blocks, block => Assert.InRange(block.End - block.First, 1, plan.RowBlock));
        }
    });

    /// <summary>A phase ends where an attention needs the keys and values of all rows, and nowhere else.</summary>
    [Fact]
    public void Each_attention_begins_a_phase() => Assert.All(Plans.All, plan =>
    {
        Assert.Equal(1 + plan.Stages.Count(stage => stage is AttentionStage), plan.Phases.Count);
        Assert.All(plan.Phases, phase => Assert.DoesNotContain(phase.Stages.Skip(1), stage => stage is AttentionStage));
        Assert.All(plan.Phases, phase => Assert.NotEmpty(phase.Stages));
    });

    /// <summary>
    /// A worker's scratch holds one block of rows, so nothing of it is left for the next phase; what all workers see is written by one phase
    /// and read by another, between which they wait.
    /// </summary>
    [Fact]
    public void Phases_hand_over_shared_memory_only() => Assert.All(Plans.All, plan =>
    {
        foreach ((Phase phase, int index) in plan.Phases.Select((phase, index) => (phase, index)))
        {
            HashSet<ShapeGen.Generator.Planning.Buffer> others = [.. plan.Phases.Where(other => other != phase).SelectMany(other => other.Stages).SelectMany(stage => stage.Buffers)];
            Assert.All(
                phase.Stages.SelectMany(stage => stage.Buffers).Where(others.Contains),
                buffer => Assert.True(buffer.Scope is BufferScope.Group or BufferScope.Output or BufferScope.Fixed, $"{Plans.Describe(plan)}, phase {index}: {buffer}"));
            Assert.All(
                phase.Stages.OfType<AttentionStage>(),
                attention => Assert.True(attention.Source.Scope == BufferScope.Group && others.Contains(attention.Source), $"{Plans.Describe(plan)}: {attention.Source}"));
        }
    });
}
