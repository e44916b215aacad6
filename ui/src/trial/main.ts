/** Entry of the trial page. */
import { mount } from "svelte";
import Trial from "./Trial.svelte";
import "../styles/main.scss";

const target = document.getElementById("app");
if (target) mount(Trial, { target });
