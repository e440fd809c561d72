// What any .NET program takes that says something.

using ShapeGen.Measured;

return Results.Run("1", "none", [], [], (_, _) => { });
