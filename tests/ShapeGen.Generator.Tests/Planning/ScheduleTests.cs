using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>How stages become phases, and what is handed over between them.</summary>
public class ScheduleTests
{
    /// <summary>So that a vector of queries is never cut by a block of rows, and threads' parts can begin at any multiple of 16.</summary>
    [Fact]
    public void Row_blocks_are_whole_vectors_of_queries() =>
        Assert.All(Plans.All, plan => Assert.True(Rows.Step % plan.Unit.Lanes == 0 && plan.RowBlock % Rows.Step == 0, $"{Plans.Describe(plan)}: {plan.RowBlock}"));

    /// <summary>A phase ends where a stage reads whole sequences of what the phase wrote, and nowhere else.</summary>
    [Fact]
    public void A_phase_for_each_whole_read_and_one_more() => Assert.All(Plans.All, plan =>
    {
        int wholeReads = plan.Schedule.Segments.Sum(segment => (segment.Stack?.Layers ?? 1) * segment.Stages.Count(stage => stage.Reads.Any(read => read.Rows == ReadRows.WholeSequence)));
        Assert.Equal(1 + wholeReads, plan.Schedule.PhaseCount);
        Assert.Equal(plan.Schedule.PhaseCount, plan.Schedule.Phases().Count());
        Assert.All(plan.Schedule.Phases(), phase => Assert.NotEmpty(phase));
    });

    /// <summary>Each stage of a layer runs once in each layer, in the order of the model; all others once.</summary>
    [Fact]
    public void Every_stage_runs_as_often_as_it_must_and_in_order() => Assert.All(Plans.All, plan =>
    {
        List<StageRun> run = plan.Schedule.Phases().SelectMany(phase => phase).ToList();
        Assert.Equal(plan.Stages.ToHashSet(), [.. run.Select(step => step.Stage)]);
        Assert.All(plan.Schedule.Segments.GroupBy(segment => segment.Stack), segments =>
        {
            List<Stage> stages = [.. segments.SelectMany(segment => segment.Stages)];
            Assert.Equal(
                Enumerable.Range(0, segments.Key?.Layers ?? 1).SelectMany(layer => stages.Select(stage => new StageRun(stage, segments.Key, layer))),
                run.Where(step => stages.Contains(step.Stage)));
        });
    });

    /// <summary>
    /// What is read before it is written in a phase was made in an earlier one, and what is read whole is made by other workers too: both are
    /// seen by all. A worker's scratch holds one block of rows, so nothing of it is left for the next block.
    /// </summary>
    [Fact]
    public void Phases_hand_over_shared_memory_only() => Assert.All(Plans.All, plan =>
    {
        foreach (IReadOnlyList<StageRun> phase in plan.Schedule.Phases())
        {
            HashSet<Value> written = [];
            foreach (Stage stage in phase.Select(step => step.Stage))
            {
                Assert.All(stage.Reads, read => Assert.True(
                    plan.Placement[read.Value].Scope != BufferScope.Worker || (written.Contains(read.Value) && read.Rows == ReadRows.Own),
                    $"{Plans.Describe(plan)}: {read.Value}"));
                written.UnionWith(stage.Writes.Select(write => write.Value));
            }
        }
    });

    /// <summary>
    /// While one block's attention reads all keys and values, another block writes those of the next layer: not over them. With one row block
    /// and one thread such a mistake would not show in the numbers.
    /// </summary>
    [Fact]
    public void What_is_read_whole_is_not_overwritten_meanwhile() => Assert.All(Plans.All, plan =>
    {
        foreach (IReadOnlyList<StageRun> phase in plan.Schedule.Phases())
        {
            HashSet<(Buffer Buffer, int Slot)> read = [.. Uses(phase, stage => stage.Reads.Where(read => read.Rows == ReadRows.WholeSequence).Select(read => read.Value))];
            Assert.DoesNotContain(Uses(phase, stage => stage.Writes.Select(write => write.Value)), read.Contains);
        }

        IEnumerable<(Buffer Buffer, int Slot)> Uses(IReadOnlyList<StageRun> phase, Func<Stage, IEnumerable<Value>> values) =>
            from step in phase
            from value in values(step.Stage)
            let buffer = plan.Placement[value]
            select (buffer, step.Layer % buffer.Slots);
    });

    /// <summary>More layers need no more scratch.</summary>
    [Fact]
    public void Scratch_does_not_depend_on_the_number_of_layers()
    {
        foreach (VectorUnit unit in VectorUnit.All)
        {
            BodyPlan two = Plans.Of(Plans.Seed with { Layers = 2 }, unit);
            BodyPlan fifty = Plans.Of(Plans.Seed with { Layers = 50 }, unit);
            Assert.Equal(new ScratchMap(two, 300, 700, 2).Length, new ScratchMap(fifty, 300, 700, 2).Length);
        }
    }
}
